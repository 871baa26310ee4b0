"""Files taken out: who asked for what, how far it is, and until when it lies there."""
