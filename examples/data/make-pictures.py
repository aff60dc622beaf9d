#!/usr/bin/python3
"""Draws harbour.png and harbour.jpg (the same, darker and noisy): pictures to resize, compare and plot."""
import math, os, random
from PIL import Image

here = os.path.dirname(os.path.abspath(__file__))
width, height = 192, 128
random.seed(7)

def colour(x, y):
    horizon = 70 + 3 * math.sin(x / 9)
    if (x - 140) ** 2 + (y - 30) ** 2 < 14 ** 2:
        return 250, 236, 160
    if y < horizon:
        return 90 + y, 140 + y // 2, 225 - y // 3
    if 40 < x < 90 and 58 < y - abs(x - 65) // 6 < 76:
        return 150, 60, 40
    wave = 18 * math.sin(x / 5 + y / 3) * math.sin(y / 4)
    return int(20 + wave / 2), int(80 + wave), int(120 + wave)

picture = Image.new('RGB', (width, height))
picture.putdata([colour(x, y) for y in range(height) for x in range(width)])
for x in range(64, 67):
    for y in range(20, 62):
        picture.putpixel((x, y), (60, 40, 30))
picture.save(os.path.join(here, 'harbour.png'), optimize=True)

def worn(value):
    return max(0, min(255, int(value * 0.7 + random.gauss(0, 14))))

noisy = Image.new('RGB', (width, height))
noisy.putdata([tuple(worn(v) for v in pixel) for pixel in picture.getdata()])
noisy.save(os.path.join(here, 'harbour.jpg'), quality=85)
