"""What is worked on, as one value: the deployment, what is known of its nodes, and what follows from the two."""
