#!/bin/bash
# Lesson 3: read a picture, resize it as scikit-image does, save it.
set -euo pipefail
pytk=${PYTK:-pytk}
data=${PYTK_EXAMPLES:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$data/harbour.jpg" "$data/harbour.png" .

# 1. Read it: what is in the file? The kind is seen by the first bytes, never by the name.
"$pytk" image info harbour.jpg --fields format,width,height,mode -f csv

# 2. Resize it as skimage.transform.resize does (a linear spline after a Gaussian blur), and save it.
"$pytk" image resize harbour.jpg --size 96x64 --filter skimage:1 -o small.png
"$pytk" image info small.png --fields width,height -f csv --no-header

# 3. The same as numbers: rows, columns and channels of real numbers between 0 and 1, for pytk array or NumPy.
"$pytk" image resize harbour.jpg --size 96x64 --filter skimage:1 --dtype float64 -o small.npy
"$pytk" image stats small.npy --fields channel,min,max -f csv

# 4. Pillow's filters, equal to the last bit; a square cut from the middle, and one with a border.
"$pytk" image resize harbour.jpg --size 64x64 --fit cover --filter lanczos -o cover.png
"$pytk" image resize harbour.jpg --size 64x64 --fit pad --background white -o pad.png
"$pytk" image compare cover.png pad.png --metric mse,ssim

# 5. Grey, black and white, and a look at it in the terminal.
"$pytk" image convert harbour.png --mode grey -o grey.png
"$pytk" image threshold grey.png --method otsu -o black-white.png
echo "Otsu's threshold: $("$pytk" image threshold grey.png --print)"
"$pytk" image show black-white.png --columns 40 --rows 12 --color never

# 6. A damaged file is an error, and nothing is written.
head -c 3000 harbour.jpg > broken.jpg
if "$pytk" image convert broken.jpg -o broken.png 2> reason.txt; then
  echo 'a damaged file was accepted' >&2
  exit 1
fi
test ! -e broken.png
cat reason.txt
