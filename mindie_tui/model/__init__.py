"""What is true of a deployment. No file, network, clock or thread is touched here: values in, values out."""
