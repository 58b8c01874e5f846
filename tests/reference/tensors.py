#!/usr/bin/python3
"""Names, extents and values of the tensors of nets, as PyTorch's state_dict() has them, and outputs of the nets.

    python3 tests/reference/tensors.py > tests/reference/tensors.hpp
"""
import torch

from figures import begin, braces, end

nn = torch.nn


# The modules that the documentation of sinew's Residual (compose/residual.hpp) and Concat (compose/concat.hpp) shows.
class Residual(torch.nn.Module):
    def __init__(self, block, projection=None):
        super().__init__()
        self.projection = projection
        self.block = block

    def forward(self, x):
        return (x if self.projection is None else self.projection(x)) + self.block(x)


class Concat(torch.nn.Module):
    def __init__(self, *branches):
        super().__init__()
        self.branches = torch.nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], dim=1)


def figures(name, comment, batch, image, net):
    with torch.no_grad():
        for m in net.modules():   # gains that are not 1, running statistics that are not 0 and 1
            if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d, nn.InstanceNorm1d, nn.InstanceNorm2d, nn.GroupNorm, nn.LayerNorm)):
                if m.weight is not None:
                    nn.init.uniform_(m.weight, 0.5, 2)
                    nn.init.uniform_(m.bias, -1, 1)
                if getattr(m, 'running_mean', None) is not None:
                    nn.init.uniform_(m.running_mean, -1, 1)
                    nn.init.uniform_(m.running_var, 0.5, 2)
            if isinstance(m, nn.PReLU):
                nn.init.uniform_(m.weight, 0.1, 0.9)
        net.eval()
        x = 0.5 + torch.randn(batch, *image)
        y = net(x)
    # num_batches_tracked, an integer, is the one entry that sinew does not have.
    tensors = [(key, value) for key, value in net.state_dict().items() if not key.endswith('.num_batches_tracked')]
    buffers = {key for key, _ in net.named_buffers()}
    values = [v for _, value in tensors for v in value.reshape(-1).tolist()]
    print(f'/// {comment}\ninline constexpr example<{len(tensors)}, {len(values)}, {batch}, {x[0].numel()}, {y[0].numel()}> {name} = {{\n  {{{{')
    for key, value in tensors:
        kind = 'true' if key in buffers else 'false'
        print(f'    {{"{key}", {kind}, {value.dim()}, {{{", ".join(str(n) for n in value.shape)}}}}},')
    print('  }},')
    for numbers in (values, x, y):
        print(f'  {braces(numbers, 4, 2)},')
    print('};')


begin('tensors', 'Nets of PyTorch: the entries of state_dict(), and outputs of inference.', ('array', 'cstddef', 'string_view'))
print('''/// An entry of state_dict(); extents are filled up with 0.
struct tensor {
  std::string_view name;
  bool buffer;
  std::size_t rank;
  std::array<std::size_t, 4> extents;
};
/// All entries in order, their values one after the other, row-major; x and y: one sample after the other.
template <std::size_t Tensors, std::size_t Values, std::size_t Batch, std::size_t In, std::size_t Out> struct example {
  static constexpr std::size_t batch = Batch;
  std::array<tensor, Tensors> tensors;
  std::array<double, Values> values;
  std::array<double, Batch * In> x;
  std::array<double, Batch * Out> y;
};
''')
torch.manual_seed(1)
sequence = nn.Sequential
figures('dense', 'Dense<4, 8, ReLU>, Dense<8, 5>, Dense<5, 6, Tanh>, Dense<6, 3, Softmax>', 3, (4,),
        sequence(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 5), nn.Linear(5, 6), nn.Tanh(), nn.Linear(6, 3), nn.Softmax(1)))
figures('images',
        'Input<2, 6, 6>, Conv2D<4, 3, ReLU, Padding<1>>, BatchNorm<>, Activate<Tanh>, MaxPool2D<2>, DepthwiseConv2D<3, NoBias, Same>, '
        'Conv2D<6, 2, Groups<2>, KernelWidth<1>>, GroupNorm<3>, ConvTranspose2D<4, 3, Groups<2>, Stride<2>, Tanh>, InstanceNorm<>, LayerNorm<>, '
        'Upsample<2>, Dropout<…>, AvgPool2D<2>, Flatten, Dense<140, 3>', 2, (2, 6, 6),
        sequence(nn.Conv2d(2, 4, 3, padding=1), nn.ReLU(), nn.BatchNorm2d(4), nn.Tanh(), nn.MaxPool2d(2),
                 nn.Conv2d(4, 4, 3, padding=1, groups=4, bias=False), nn.Conv2d(4, 6, (2, 1), groups=2), nn.GroupNorm(3, 6),
                 nn.ConvTranspose2d(6, 4, 3, stride=2, groups=2), nn.Tanh(), nn.InstanceNorm2d(4, affine=True), nn.LayerNorm((4, 5, 7)),
                 nn.Upsample(scale_factor=2), nn.Dropout(0.5), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(140, 3)))
figures('sequences',
        'Input<3, 10>, Conv1D<4, 3, ReLU>, BatchNorm<NoAffine>, Conv1D<2, 2, NoBias>, LayerNorm<>, AvgPool1D<2>, InstanceNorm<NoAffine>, '
        'Reshape<6>, Dense<6, 2, Sigmoid>', 3, (3, 10),
        sequence(nn.Conv1d(3, 4, 3), nn.ReLU(), nn.BatchNorm1d(4, affine=False), nn.Conv1d(4, 2, 2, bias=False), nn.LayerNorm((2, 7)),
                 nn.AvgPool1d(2), nn.InstanceNorm1d(2), nn.Flatten(), nn.Linear(6, 2), nn.Sigmoid()))
figures('residual',
        'Dense<3, 4, Tanh>, Residual<Dense<4, 5, ReLU>, Dense<5, 4, Tanh>>, '
        'Residual<Projection<Dense<4, 6>>, Dense<4, 3, Tanh>, BatchNorm<>, Residual<Dense<3, 3>>, Dense<3, 6>>, LayerNorm<>', 3, (3,),
        sequence(nn.Linear(3, 4), nn.Tanh(), Residual(sequence(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 4), nn.Tanh())),
                 Residual(sequence(nn.Linear(4, 3), nn.Tanh(), nn.BatchNorm1d(3), Residual(sequence(nn.Linear(3, 3))), nn.Linear(3, 6)),
                          projection=sequence(nn.Linear(4, 6))), nn.LayerNorm(6)))
figures('nested',
        'Input<3>, Concat<PassThrough, Dense<3, 2>, Dense<3, 4, Tanh>, Sequential<Dense<3, 3, ReLU>, Dense<3, 1>>, Residual<Dense<3, 3>>>, '
        'Sequential<Dense<13, 4, ReLU>, Net<Input<4>, Dense<4, 4>, BatchNorm<>>>, Residual<Concat<Dense<4, 1>, Dense<4, 3, Tanh>>>, Net<Net<Dense<4, 2>>>',
        3, (3,),
        sequence(Concat(nn.Identity(), nn.Linear(3, 2), sequence(nn.Linear(3, 4), nn.Tanh()), sequence(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 1)),
                        Residual(sequence(nn.Linear(3, 3)))),
                 sequence(nn.Linear(13, 4), nn.ReLU(), sequence(nn.Linear(4, 4), nn.BatchNorm1d(4))),
                 Residual(sequence(Concat(nn.Linear(4, 1), sequence(nn.Linear(4, 3), nn.Tanh())))), sequence(sequence(nn.Linear(4, 2)))))
figures('own', 'Dense<3, 4>, PReLU, Dense<4, 2>', 3, (3,), sequence(nn.Linear(3, 4), nn.PReLU(4), nn.Linear(4, 2)))
end('tensors')
