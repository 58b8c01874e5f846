#!/usr/bin/python3
"""Poolings and upsampling: outputs and gradients.

    python3 tests/reference/pooling.py        writes images/pooling.txt and images/upsample.txt
"""
import torch
import torch.nn.functional as F

from figures_file import File

torch.manual_seed(1)


def ties(*shape):
    """Small whole numbers: most windows have several largest values."""
    return torch.randint(-1, 2, shape).to(torch.get_default_dtype())


def short(*shape):
    """Normal numbers in few digits, for small files."""
    return torch.round(torch.randn(shape) * 64) / 64


def padded(x, left, right, above, below, value):
    return F.pad(x, (left, right, above, below), value=value)


minus = float('-inf')
with File('pooling.txt', __file__) as f:
    f.draw = lambda y: short(*y.shape)
    image = short(3, 2, 6, 7)
    f.case('max_2', image, lambda x: F.max_pool2d(x, 2))                                       # a column is left over
    f.case('max_2_even', short(3, 2, 4, 6), lambda x: F.max_pool2d(x, 2))
    f.case('max_2_ties', ties(3, 2, 4, 6), lambda x: F.max_pool2d(x, 2))
    f.case('max_3_stride_2_padding_1', image, lambda x: F.max_pool2d(x, 3, 2, 1))
    f.case('max_3_stride_1_ties', ties(3, 2, 5, 5), lambda x: F.max_pool2d(x, 3, 1))
    f.case('max_2_same_stride_1', image, lambda x: F.max_pool2d(padded(x, 0, 1, 0, 1, minus), 2, 1))
    f.case('max_3_same_stride_2', short(3, 1, 6, 5), lambda x: F.max_pool2d(padded(x, 1, 1, 0, 1, minus), 3, 2))
    f.case('max_2x3', image, lambda x: F.max_pool2d(x, (2, 3)))
    f.case('max_3x2_stride_2x1', image, lambda x: F.max_pool2d(x, (3, 2), (2, 1)))
    f.case('max_2_dilation_2x3', image, lambda x: F.max_pool2d(x, 2, 1, 0, (2, 3)))
    f.case('max_3_dilation_2_padding_1', image, lambda x: F.max_pool2d(x, 3, 1, 1, 2))
    f.case('max_2_stride_3', image, lambda x: F.max_pool2d(x, 2, 3))                           # gaps that no window sees
    f.case('max_3_ceil', image, lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True))               # padding below and to the right
    f.case('max_17', short(3, 1, 18, 17), lambda x: F.max_pool2d(x, 17))                 # more than 256 places
    f.case('avg_2', image, lambda x: F.avg_pool2d(x, 2))
    f.case('avg_3_stride_2_padding_1', image, lambda x: F.avg_pool2d(x, 3, 2, 1))
    f.case('avg_3_stride_2_padding_1_ignored', image, lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False))
    f.case('avg_3_stride_1', image, lambda x: F.avg_pool2d(x, 3, 1))
    f.case('avg_2x3', image, lambda x: F.avg_pool2d(x, (2, 3)))
    f.case('avg_3x2_stride_1x2_padding_1x0', image, lambda x: F.avg_pool2d(x, (3, 2), (1, 2), (1, 0)))
    f.case('avg_2_same_stride_1', image, lambda x: F.avg_pool2d(padded(x, 0, 1, 0, 1, 0), 2, 1))
    f.case('avg_3_same_ignored', short(3, 2, 4, 4), lambda x: F.avg_pool2d(x, 3, 1, 1, count_include_pad=False))
    f.case('avg_2_stride_3', image, lambda x: F.avg_pool2d(x, 2, 3))
    sequence = short(3, 2, 9)
    f.case('max_1d_2', sequence, lambda x: F.max_pool1d(x, 2))
    f.case('max_1d_3_stride_2_padding_1', sequence, lambda x: F.max_pool1d(x, 3, 2, 1))
    f.case('max_1d_3_causal', sequence, lambda x: F.max_pool1d(F.pad(x, (2, 0), value=minus), 3, 1))
    f.case('max_1d_3_dilation_2', sequence, lambda x: F.max_pool1d(x, 3, 1, 0, 2))
    f.case('avg_1d_3', sequence, lambda x: F.avg_pool1d(x, 3))
    f.case('avg_1d_3_stride_2_padding_1', sequence, lambda x: F.avg_pool1d(x, 3, 2, 1))
    f.case('avg_1d_3_stride_2_padding_1_ignored', sequence, lambda x: F.avg_pool1d(x, 3, 2, 1, count_include_pad=False))
    f.case('global_max', image, lambda x: F.adaptive_max_pool2d(x, 1).flatten(1))
    f.case('global_max_ties', ties(3, 2, 4, 4), lambda x: F.adaptive_max_pool2d(x, 1).flatten(1))
    f.case('global_avg', image, lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1))
    f.case('global_max_1d', sequence, lambda x: F.adaptive_max_pool1d(x, 1).flatten(1))
    f.case('global_avg_1d', sequence, lambda x: F.adaptive_avg_pool1d(x, 1).flatten(1))

with File('upsample.txt', __file__) as f:
    f.draw = lambda y: short(*y.shape)
    image, sequence = short(2, 2, 3, 4), short(2, 2, 5)
    for factor in 1, 2, 3, 4:
        f.case(f'nearest_{factor}', image, lambda x: F.interpolate(x, scale_factor=factor, mode='nearest'))
        f.case(f'bilinear_{factor}', image, lambda x: F.interpolate(x, scale_factor=factor, mode='bilinear', align_corners=False))
    f.case('bilinear_2_of_one_row', short(3, 2, 1, 4), lambda x: F.interpolate(x, scale_factor=2, mode='bilinear', align_corners=False))
    f.case('nearest_1d_3', sequence, lambda x: F.interpolate(x, scale_factor=3, mode='nearest'))
    f.case('linear_1d_2', sequence, lambda x: F.interpolate(x, scale_factor=2, mode='linear', align_corners=False))
    f.case('linear_1d_3', sequence, lambda x: F.interpolate(x, scale_factor=3, mode='linear', align_corners=False))

# One axis or both where the last window extends beyond the image: with padding on both sides, windows that overlap, touch or
# leave gaps, a last window that would start in the padding (left out), and a window larger than its image.
with File('pooling_ceil.txt', __file__) as f:
    f.draw = lambda y: short(*y.shape)
    image, square, sequence = short(3, 2, 6, 7), short(3, 1, 4, 4), short(3, 2, 9)
    f.case('max_3_stride_2', image, lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True))
    f.case('max_2_even', square, lambda x: F.max_pool2d(x, 2, ceil_mode=True))
    f.case('max_4', image, lambda x: F.max_pool2d(x, 4, ceil_mode=True))
    f.case('max_2_padding_1_ties', ties(3, 2, 5, 6), lambda x: F.max_pool2d(x, 2, padding=1, ceil_mode=True))
    f.case('max_3_stride_2x3_padding_1x0_dilation_1x2', image, lambda x: F.max_pool2d(x, 3, (2, 3), (1, 0), (1, 2), ceil_mode=True))
    f.case('max_1_stride_3', image, lambda x: F.max_pool2d(x, 1, 3, ceil_mode=True))
    f.case('max_5_stride_2_of_4', square, lambda x: F.max_pool2d(x, 5, 2, ceil_mode=True))
    for name, counted in ('', True), ('_ignored', False):
        def average(*options):
            return lambda x: F.avg_pool2d(x, *options, ceil_mode=True, count_include_pad=counted)
        f.case('avg_3_stride_2' + name, square, average(3, 2))
        f.case('avg_3_stride_2_padding_1' + name, square, average(3, 2, 1))
        f.case('avg_2_padding_1' + name, image, average(2, 2, 1))
        f.case('avg_3x2_stride_2x3_padding_1x0' + name, image, average((3, 2), (2, 3), (1, 0)))
        f.case('avg_4_padding_2' + name, image, average(4, 4, 2))
        f.case('avg_5_stride_2_of_4' + name, square, average(5, 2))
        f.case('avg_1d_7_stride_3_padding_3' + name, sequence, lambda x: F.avg_pool1d(x, 7, 3, 3, True, counted))
    f.case('max_1d_3_stride_2_padding_1', short(3, 2, 8), lambda x: F.max_pool1d(x, 3, 2, 1, ceil_mode=True))
    f.case('max_1d_4', sequence, lambda x: F.max_pool1d(x, 4, ceil_mode=True))
