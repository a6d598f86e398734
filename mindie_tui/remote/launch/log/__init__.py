"""The logs of the services, followed over as many connections as it takes."""
