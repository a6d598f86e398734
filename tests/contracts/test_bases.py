"""Composition: no class of ours is put together from two of ours."""

import ast

from tests.contracts.package import FILES, ROOT, tree_of


def classes():
    """(file, class, names of its bases) of the package."""
    return [
        (
            str(path.relative_to(ROOT)),
            node.name,
            [ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases],
        )
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    ]


def test_no_class_of_ours_has_more_than_one_base_of_ours():
    found = classes()
    ours = {name for _, name, _ in found}
    assert len(ours) > 300
    doubled = {f"{file}: {name}" for file, name, bases in found if len(ours.intersection(bases)) > 1}
    assert not doubled, f"let it own one of them: {sorted(doubled)}"
