"""Training of the inpainting model: see README.md here."""
