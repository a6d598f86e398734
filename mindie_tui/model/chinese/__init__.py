"""Chinese without a Message: English that was kept as text, and the words that rules put into their sentences."""
