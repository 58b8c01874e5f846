#!/usr/bin/python3
"""Images of 5 × 3 pixels as PNG, PGM and PPM files, and what Pillow reads of them as grayscale and colour.

    python3 tests/reference/image_files.py > tests/reference/image_files.hpp
"""
import io

import numpy as np
import PIL
from PIL import Image

random = np.random.default_rng(1)
gray = random.integers(0, 256, (3, 5), np.uint8)
colour = random.integers(0, 256, (3, 5, 4), np.uint8)


def encoded(image, kind, **options):
    to = io.BytesIO()
    image.save(to, kind, **options)
    return to.getvalue()


def show(name, data, image):
    planes = np.asarray(image.convert('RGB')).transpose(2, 0, 1).reshape(-1).tolist()
    lines = [', '.join(map(str, data[i:i + 24])) for i in range(0, len(data), 24)]
    print(f'inline constexpr unsigned char {name}[] = {{\n  ' + ',\n  '.join(lines) + '};')
    examples.append(f'  {{"{name}", {name}, sizeof {name},\n   {{{", ".join(map(str, np.asarray(image.convert("L")).reshape(-1).tolist()))}}},\n'
                    f'   {{{", ".join(map(str, planes))}}}}},')


print(f'''#pragma once
/// Images of 5 × 3 pixels as files, and what Pillow's convert("L") and convert("RGB") make of them.
/// Made by tests/reference/image_files.py with Pillow {PIL.__version__}. Do not edit:
///     python3 tests/reference/image_files.py > tests/reference/image_files.hpp

#include <array>
#include <cstddef>
#include <cstdint>

namespace reference::image_files {{
''')
examples = []
images = {'gray': Image.fromarray(gray), 'colour': Image.fromarray(colour[..., :3]), 'transparent': Image.fromarray(colour),
          'gray_transparent': Image.fromarray(colour[..., :2], 'LA'), 'one_bit': Image.fromarray(gray > 128)}
for name, image in images.items():
    data = encoded(image, 'PNG')
    show('png_' + name, data, Image.open(io.BytesIO(data)))
palette = images['colour'].quantize(7)
data = encoded(palette, 'PNG', bits=4)
show('png_palette', data, Image.open(io.BytesIO(data)))
data = encoded(palette, 'PNG', bits=4, transparency=2)
show('png_palette_transparent', data, Image.open(io.BytesIO(data)))
# 16 bits: Pillow cuts values where it converts them, so the expected ones are rounded here.
wide = random.integers(0, 65536, (3, 5)).astype(np.uint16)
show('png_16_bits', encoded(Image.fromarray(wide), 'PNG'), Image.fromarray(np.round(wide / 257).astype(np.uint8)))
for kind, name in (('gray', 'pgm'), ('colour', 'ppm')):
    show(name, encoded(images[kind], 'PPM'), images[kind])
show('pgm_16_bits', b'P5\n5 3\n65535\n' + wide.astype('>u2').tobytes(), Image.fromarray(np.round(wide / 257).astype(np.uint8)))
text = b'P2 # by hand\n5 3\n# the largest value\n100\n' + b' '.join(b'%d' % (v * 100 // 255) for v in gray.reshape(-1)) + b'\n'
show('pgm_text', text, Image.fromarray(np.floor((gray.astype(int) * 100 // 255) / 100 * 255 + .5).astype(np.uint8)))
show('ppm_text', b'P3\n5\t3 255 ' + b'\n'.join(b'%d' % v for v in colour[..., :3].reshape(-1)), images['colour'])
print('''
struct example { const char* name; const unsigned char* bytes; std::size_t size; std::array<std::uint8_t, 15> gray; std::array<std::uint8_t, 45> colour; };
inline constexpr example examples[] = {''')
print('\n'.join(examples))
print('''};

}  // namespace reference::image_files''')
