"""Chinese for what the screens say, by its English. gettext's catalogue will take its place."""
