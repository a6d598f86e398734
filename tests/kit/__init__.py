"""What tests share: nodes, servers, plays, scenes, judged documents."""
