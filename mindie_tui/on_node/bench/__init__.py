"""Parts of bench_run and the two readers: an AISBench installation, and a point that runs in its folder."""
