"""What differs between the contrasts; everything else of the recipe is one for all. All intensities in units of the brain's median."""
from dataclasses import dataclass

from scipy import ndimage as ndi

from healthy.disease import around, hyperintensities


@dataclass(frozen=True)
class Things:
    """What is put into a slice (blobs.py)."""

    sign: int
    """+1: bright things are marked, and dark ones restored only; -1: the other way round."""
    grey: int
    """+1: grey matter is brighter than white, -1: darker."""
    strength: tuple
    """Range of the changes, log-uniform."""
    floors: tuple = ()
    """The darkest that things get, one of these per slice; none: black."""
    full: float = 0.2
    """A change of this many medians counts as fully altered; weaker ones in proportion."""
    plaques: float = 0.0
    """Share of the slices with white-matter lesions as of multiple sclerosis or small-vessel disease."""


@dataclass(frozen=True)
class Recipe:
    id: str
    contrast: str
    share: dict
    """Share of the draws by data set; groups that are called alike (soop, soop-free) have theirs in common. Other sets are not used."""
    drawn: float
    """Share of each batch that is drawn from label maps (drawn.py)."""
    dev: dict
    """Train subjects kept aside per data set, for the volumes; SOOP has its own rule (pack.py)."""
    gamma: tuple
    things: Things
    suspect: object
    """(image, brain, mm to the ventricles) -> what may be disease where nobody marked it."""
    patients: tuple
    """Data sets in which it is looked for."""
    called: dict
    """How far altered real disease is called: `lesion` (marked by hand), and `suspect` (found or marked by a program) at no contrast, per median
    of contrast, at most; empty: left out of the loss."""

    residual: float = 0.0
    """Weight of what the restored slice took away beside the probability, in the score (network.py)."""

    @property
    def direction(self):
        return "brighter" if self.things.sign > 0 else "darker"


def white_matter_disease(image, brain, near):
    """Hyperintensities of the white matter: found by brightness (disease.py)."""
    return hyperintensities(image, brain)


def grey_by_the_ventricles(image, brain, near):
    """As dark as grey matter, deep in the brain and within 12 mm of the ventricles, and 1 mm around: the caps and patches of white-matter
    disease, and with them the deep grey nuclei, which brains without disease teach."""
    smooth, deep = ndi.gaussian_filter(image, 0.85), ndi.distance_transform_edt(brain) > 15
    return around((smooth > 0.5) & (smooth < 1.05) & deep & (near < 12), 1)


RECIPES = {
    recipe.contrast: recipe
    for recipe in (
        Recipe(
            id="flair-brain-healthy",
            contrast="FLAIR",
            share={"soop": 0.64, "soop-free": 0.64, "wmh": 0.30, "ms-long": 0.06},
            drawn=0.375,
            dev={"wmh": 4, "ms-cross": 1, "ixi-volumes": 6},
            gamma=(0.8, 1.25),
            # The lesions of the train slices stand out by 0.06 to 0.5 (10th to 95th percentile): stronger things are easy and teach little,
            # and very bright natural spots need not look put in.
            things=Things(sign=1, grey=1, strength=(0.07, 0.8), full=0.3, plaques=0.3),
            suspect=white_matter_disease,
            patients=("soop", "wmh", "ms-long"),
            # Between healthy and a fresh lesion: found on its own, ranked behind a stroke beside it.
            called={"lesion": 1.0, "suspect": (0.15, 0.6, 0.6)},
            # Chosen on dev: the probability alone ranks strokes best, what was taken away ranks white-matter disease.
            residual=0.75,
        ),
        Recipe(
            id="t1-brain-healthy",
            contrast="T1",
            # Not ms-long: vessels, choroid plexus and a lesion shine there as after a contrast agent.
            share={"ixi": 0.65, "nichart-demo": 0.25, "ms-cross": 0.10},
            drawn=0,
            dev={"ixi": 6, "nichart-demo": 3},
            # Grey and white lie far apart in the volumes at hand (0.7 and 1.25) and close together in spin echoes.
            gamma=(0.45, 1.25),
            # The lesions of ms-cross (train) are darker than what is around them by 0.08 to 0.24 (80 % of 13).
            things=Things(sign=-1, grey=-1, strength=(0.08, 0.8), floors=(0.15, 0.3, 0.3, 0.45)),
            suspect=grey_by_the_ventricles,
            patients=("nichart-demo",),
            called={},
        ),
    )
}
