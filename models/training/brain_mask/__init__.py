"""The brain-mask model: a small 2-D network at 2 mm for axial brain MR of any contrast, trained on synthetic contrasts."""
