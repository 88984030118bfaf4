"""Low-dose CT: noise simulator, noise level, network, training, export. Run as modules from models/training: python -m ct.train."""
