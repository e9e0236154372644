"""Der freie Fall."""

from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator


@generator(
    topic="mechanik", minutes=2, source="Demtröder, Experimentalphysik 1 (2018), Abschnitt 2.3", objective="fall"
)
def free_fall(draw: Draw) -> Problem:
    t = draw.integer("t", 2, 9)
    formulas = Formulas(
        "981 * t**2 / 200",
        wrong={
            "half-forgotten": "981 * t**2 / 100",
            "time-not-squared": "981 * t / 200",
            "speed-taken-for-distance": "981 * t / 100",
        },
    )

    def say() -> Wording:
        return Wording(
            ask=Text(
                de=f"Ein Stein fällt aus der Ruhe ${t}\\ \\mathrm{{s}}$ lang frei. Welche Strecke legt er zurück, wenn man den Luftwiderstand vernachlässigt?"
            ),
            claim=Text(de=f"Ein Stein, der aus der Ruhe ${t}\\ \\mathrm{{s}}$ lang frei fällt, legt ${{}}$ zurück."),
            solution=Text(
                de=f"Es gilt $s=\\frac12 gt^2=\\frac12\\cdot 9.81\\cdot {t}^2\\approx {981 * t**2 / 200:.1f}$ in Metern."
            ),
        )

    return Problem(
        (
            Computed(
                "mechanik/free-fall",
                formulas,
                {"t": t},
                say,
                difficulty=2,
                places=1,
                unit="m",
                conventions=("gravity",),
                signed=False,
            ),
        )
    )


@free_fall.check
def check(t: int) -> dict[str, object]:
    speed = Fraction(0)
    way = Fraction(0)
    for _ in range(t):
        way += speed + Fraction(981, 200)
        speed += Fraction(981, 100)
    return {"free-fall": way}
