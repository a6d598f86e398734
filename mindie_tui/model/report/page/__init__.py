"""report.html: one file without scripts or links that shows a run to somebody who was not there."""
