"""What several programs share: processes and small files of a node, and what MindIE leaves there."""
