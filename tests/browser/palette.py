"""Whether colours are told apart, by those too who lack the red or the green cones.

F. Viénot, H. Brettel, J. Mollon, Color Research and Application 24(4), 1999, for these; distances
are those of CIELAB (1976), of which 2 or 3 are just seen side by side.
"""
import itertools

LEAST = 14
SEEN_BY = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopes": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deuteranopes": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750),
          (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1, 1.08883)


def linear(color):
    """#rrggbb as three shares of light."""
    parts = (int(color[i:i + 2], 16) / 255 for i in (1, 3, 5))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


def lab(light):
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116
               for v in (a / b for a, b in zip(times(TO_XYZ, light), WHITE)))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def alike(colors):
    """Pairs that are too close, as sentences."""
    found = []
    for who, matrix in SEEN_BY.items():
        for a, b in itertools.combinations([color.strip() for color in colors], 2):
            p, q = (lab(times(matrix, linear(color))) for color in (a, b))
            distance = sum((x - y) ** 2 for x, y in zip(p, q)) ** 0.5
            if distance < LEAST:
                found.append(f"{a} and {b} are alike to {who}: {distance:.1f}")
    return found
