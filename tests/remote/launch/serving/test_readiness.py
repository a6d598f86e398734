"""A service is ready when it is healthy and has answered: in words that it means, over TLS where it serves that."""

import datetime
import ipaddress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mindie_tui.model.errors import LaunchFailed
from mindie_tui.model.events.codec import (
    ServiceAnswered,
    ServiceError,
    ServiceReady,
)
from tests.kit.demo_site import daemons


@pytest.mark.long
async def test_a_service_that_starts_and_never_is_healthy_is_not_ready(single):
    single.site.demo.nodes[0].fault(never_healthy=True)
    single.site.with_timeouts(healthy=2)
    await single.launch()
    assert isinstance(single.error, LaunchFailed) and "not healthy within 2 s" in str(single.error)
    assert single.of(ServiceReady) == [] and "started" in single.phases("a3-01")
    assert "pid" in single.error.standing[0]
    assert len(daemons(single.site)) == 1  # it runs, so that somebody can look at it


@pytest.mark.long
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"http_status": 404}, "404"),
        ({"garbage_tokens": True}, "no text"),
    ],
)
async def test_a_healthy_service_that_answers_wrongly_is_not_ready(single, fault, words):
    single.site.demo.nodes[0].fault(**fault)
    await single.launch()
    assert isinstance(single.error, LaunchFailed) and words in str(single.error)
    assert single.of(ServiceAnswered) == [] and single.of(ServiceReady) == []
    assert [event.first for event in single.of(ServiceError)] == [True]


def certificates(folder, names):
    """What MindIE's TLS needs: a CA, and for each plane a certificate of the service with these addresses in it."""
    now = datetime.datetime.now(datetime.UTC)

    def signed(name, issuer=None, issuer_key=None, ca=False):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        built = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )  # fmt: skip
        if not ca:
            addresses = [x509.IPAddress(ipaddress.ip_address(one)) for one in names]
            built = built.add_extension(x509.SubjectAlternativeName(addresses), critical=False)
        return built.sign(issuer_key or key, hashes.SHA256()), key

    def put(path, data):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o640)

    def pem(certificate):
        return certificate.public_bytes(serialization.Encoding.PEM)

    ca, ca_key = signed("the site's CA", ca=True)
    for part, ca_name in (("", "ca.pem"), ("management/", "management_ca.pem"), ("metrics/", "metrics_ca.pem")):
        own, own_key = signed("mindie", ca, ca_key)
        put(folder / "security" / "ca" / ca_name, pem(ca))
        put(folder / "security" / "certs" / part / "server.pem", pem(own))
        put(
            folder / "security" / "keys" / part / "server.key.pem",
            own_key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
        )


def with_https(site):
    parameters = {**site.deployment.parameters}
    files = {}
    for prefix, part, ca in (("tls", "", "ca"), ("managementTls", "management/", "management_ca"),
                             ("metricsTls", "metrics/", "metrics_ca")):  # fmt: skip
        files |= {f"{prefix}CaFile": [f"{ca}.pem"], f"{prefix}Cert": f"security/certs/{part}server.pem",
                  f"{prefix}Pk": f"security/keys/{part}server.key.pem", f"{prefix}CrlPath": "security/certs/",
                  f"{prefix}CrlFiles": []}  # fmt: skip
    parameters["ServerConfig"] = {
        **parameters["ServerConfig"], "httpsEnabled": True, "tlsCaPath": "security/ca/", **files}  # fmt: skip
    site.deployment = site.deployment.model_copy(update={"parameters": parameters})


@pytest.mark.long
async def test_a_service_with_https_is_asked_by_tls_and_says_what_was_verified(single):
    node = single.site.demo.nodes[0]
    certificates(node.config_path.parent.parent, (node.ip, "127.0.0.2"))
    with_https(single.site)
    await single.launch()
    assert single.error is None, single.error
    (answered,) = single.of(ServiceAnswered)
    assert answered.url.startswith("https://")
    assert answered.tls == "TLS: the certificate was verified with ca.pem, its name too"
    assert [event.how for event in await single.stop()] == ["stopService"]


@pytest.mark.long
async def test_a_certificate_of_another_address_is_used_and_said_to_be_not_verified(single):
    certificates(single.site.demo.nodes[0].config_path.parent.parent, ("10.9.9.9",))
    with_https(single.site)
    await single.launch()
    assert single.error is None, single.error
    (answered,) = single.of(ServiceAnswered)
    assert answered.tls.startswith("TLS: encrypted, but the certificate was not verified: IP address mismatch")
