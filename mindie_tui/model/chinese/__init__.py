"""Chinese for what the model says, by its English. gettext's catalogue will take its place."""
