# image: a JPEG of 24 million pixels against Pillow; filters against SciPy and scikit-image.
section 'image'
make_once photo.png 'pytk image resize "$PYTK_ROOT/examples/data/harbour.png" -s 6000x4000 -f png --level 1'
make_once photo.jpg 'pytk image convert photo.png --quality 90 -f jpeg'
make_once grey.png 'pytk image convert photo.png --mode grey --level 1 -f png'
row '24 MP JPEG to 224x224, Lanczos' 'pytk image resize photo.jpg -s 224x224 --filter lanczos -o a.png' \
  "/usr/bin/python3 -c \"from PIL import Image; Image.open('photo.jpg').resize((224, 224), 1).save('b.png')\""
row '24 MP JPEG to 1500x1000, Lanczos' 'pytk image resize photo.jpg -s 1500x1000 --filter lanczos -o a.jpg' \
  "/usr/bin/python3 -c \"from PIL import Image; Image.open('photo.jpg').resize((1500, 1000), 1).save('b.jpg')\""
ROUNDS=1 row '24 MP JPEG to 1500x1000 as scikit-image' 'pytk image resize photo.jpg -s 1500x1000 --filter skimage:1 -o a.png' \
  "/usr/bin/python3 -c \"
from skimage.io import imread, imsave
from skimage.transform import resize
from skimage.util import img_as_ubyte
imsave('b.png', img_as_ubyte(resize(imread('photo.jpg'), (1000, 1500))))\""
ROUNDS=1 row 'Gaussian, sigma 3, 24 MP grey' 'pytk image filter gaussian grey.png --sigma 3 -o a.png --level 1' \
  "/usr/bin/python3 -c \"
import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter
Image.fromarray(gaussian_filter(np.asarray(Image.open('grey.png')), 3)).save('b.png', compress_level=1)\""
ROUNDS=1 row 'median 5x5, 24 MP grey' 'pytk image filter median grey.png --size 5 -o a.png --level 1' \
  "/usr/bin/python3 -c \"
import numpy as np
from PIL import Image
from scipy.ndimage import median_filter
Image.fromarray(median_filter(np.asarray(Image.open('grey.png')), 5)).save('b.png', compress_level=1)\""
