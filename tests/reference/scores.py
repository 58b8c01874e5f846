#!/usr/bin/python3
"""What torch makes of scores: softmax, log_softmax, argmax, topk.

    python3 tests/reference/scores.py > tests/reference/scores.hpp
"""
import torch

from figures import array, begin, end

torch.manual_seed(3)
z = 4 * torch.randn(20)
large = torch.tensor([800., -800., 799., 0.])
values, indices = torch.topk(z, 7)

begin('scores', 'Functions of 20 scores.', ('array', 'cstddef'))
array('scores', z, 'the scores')
array('softmax', torch.softmax(z, 0), 'torch.softmax')
array('log_softmax', torch.log_softmax(z, 0), 'torch.log_softmax')
print(f'/// torch.argmax\ninline constexpr std::size_t argmax = {int(torch.argmax(z))};')
array('topk_values', values, 'torch.topk(7): the values')
print(f'/// and the indices\ninline constexpr std::array<std::size_t, 7> topk_indices = {{{", ".join(str(int(i)) for i in indices)}}};')
array('large', large, 'scores whose exponentials overflow')
array('softmax_of_large', torch.softmax(large, 0), 'torch.softmax of them')
array('log_softmax_of_large', torch.log_softmax(large, 0), 'torch.log_softmax of them')
end('scores')
