"""How much memory a model takes on each NPU of a layout, and which layouts fit, before anything is loaded."""
