"""The font of every figure, its licence (OFL.txt), and the script that made it."""
