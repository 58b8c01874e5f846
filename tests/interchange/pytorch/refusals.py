"""What sinew_export.py refuses to export: each option that sinew does not have, with the message. Nothing is written."""
import os
import sys
import tempfile
import warnings
from collections import OrderedDict

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../examples/pytorch'))

try:
    import torch
except ImportError:
    print('Skipped: PyTorch is not installed (Debian: python3-torch)')
    sys.exit(77)
from torch import nn

import sinew_export
from sinew_export import Concat, ExportError, LastStep, Outputs, Permute, Residual, export

warnings.simplefilter('ignore')   # of modules in development
vector, image, sequence = (4,), (4, 8, 8), (4, 8)
cases = []


def refused(model, shape, *messages, **options):
    cases.append((model if isinstance(model, nn.Sequential) or model is None else nn.Sequential(model), shape, messages, options))


def spoiled(module, **attributes):
    for name, value in attributes.items():
        setattr(module, name, value)
    return module


class Own(nn.Module):
    def forward(self, x):
        return x


class Reversed(nn.Sequential):
    def forward(self, x):
        for module in reversed(self):
            x = module(x)
        return x


# ---- Options of layers.
refused(nn.Linear(4, 2, bias=False), vector,
        "module '0' (Linear): bias=False; sinew has a bias in every Dense. zero_bias=True (--zero-bias) writes one of zeros, which a program "
        "that trains the net trains as well")
refused(nn.Linear(8, 2), sequence, "module '0' (Linear): gets samples (4, 8); sinew has it for (features); put nn.Flatten() before it")
refused(nn.Linear(5, 2), vector,
        "module '0' (Linear): PyTorch cannot run it for samples (4,): mat1 and mat2 shapes cannot be multiplied (1x4 and 5x2)")
refused(nn.Conv2d(4, 2, 3, padding=1, padding_mode='reflect'), image,
        "module '0' (Conv2d): padding_mode='reflect'; sinew has padding_mode='zeros'")
refused(nn.Conv1d(4, 2, 3, padding=1, padding_mode='circular'), sequence,
        "module '0' (Conv1d): padding_mode='circular'; sinew has padding_mode='zeros'")
refused(nn.Conv2d(1, 2, 3), (8, 8), "module '0' (Conv2d): gets samples (8, 8); sinew has it for (channels, height, width)")
refused(nn.ConvTranspose2d(4, 2, 3, output_padding=1, dilation=2), image,
        "module '0' (ConvTranspose2d): output_padding=(1, 1); sinew has less than stride=(1, 1)")
refused(nn.ConvTranspose1d(4, 2, 3, output_padding=1, dilation=2), sequence,
        "module '0' (ConvTranspose1d): output_padding=(1,); sinew has less than stride=(1,)")
refused(nn.ConvTranspose1d(4, 2, 3), image, "module '0' (ConvTranspose1d): gets samples (4, 8, 8); sinew has it for (channels, length)")
refused(nn.MaxPool2d(2, return_indices=True), image, "module '0' (MaxPool2d): return_indices=True; sinew has return_indices=False")
refused(nn.MaxPool1d(2, dilation=8, padding=1, stride=9), (4, 7),
        "module '0' (MaxPool1d): padding=1; sinew has no windows that hold padding alone, whose maximum is -inf")
refused(nn.AvgPool2d(2, divisor_override=3), image, "module '0' (AvgPool2d): divisor_override=3; sinew has divisor_override=None")
refused(nn.AdaptiveAvgPool2d((3, 4)), image,
        "module '0' (AdaptiveAvgPool2d): output_size=(3, 4); sinew has windows of one size, so numbers that divide those of (4, 8, 8)")
refused(nn.Upsample(scale_factor=1.5), image, "module '0' (Upsample): scale_factor=1.5; sinew has the same integer factor along all axes")
refused(nn.Upsample(size=(16, 24)), image, "module '0' (Upsample): size=(16, 24); sinew has the same integer factor along all axes")
refused(nn.Upsample(scale_factor=2, mode='bicubic'), image,
        "module '0' (Upsample): mode='bicubic'; sinew has mode='nearest' and mode='bilinear'")
refused(nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True), image,
        "module '0' (Upsample): align_corners=True; sinew has align_corners=False")
refused(nn.UpsamplingBilinear2d(scale_factor=2), image,
        "module '0' (UpsamplingBilinear2d): align_corners=True; sinew has align_corners=False")
refused(nn.Upsample(scale_factor=2.4, mode='linear'), (4, 1),
        "module '0' (Upsample): scale_factor=2.4; sinew has the same integer factor along all axes")
refused(nn.BatchNorm1d(4, track_running_stats=False), vector,
        "module '0' (BatchNorm1d): track_running_stats=False; sinew has track_running_stats=True")
refused(nn.BatchNorm2d(4, momentum=None, eps=0), image, "module '0' (BatchNorm2d): eps=0; sinew has numbers between 0 and 1",
        "module '0' (BatchNorm2d): momentum=None; sinew has a share of the running statistics from 0 to 1, such as momentum=0.1, which "
        "matters in training alone")
refused(nn.BatchNorm1d(4, eps=1e-30), vector, "module '0' (BatchNorm1d): eps=1e-30; sinew has ratios of integers below 2**63")
refused(nn.InstanceNorm2d(4, track_running_stats=True), image,
        "module '0' (InstanceNorm2d): track_running_stats=True; sinew has track_running_stats=False")
refused(nn.GroupNorm(4, 4), vector, "module '0' (GroupNorm): num_groups=4; sinew has groups of more than one value")
refused(nn.LayerNorm(8), sequence,
        "module '0' (LayerNorm): normalized_shape=(8,); sinew has the shape of a whole sample, (4, 8)")
refused(nn.LayerNorm(1), (1,), "module '0' (LayerNorm): normalized_shape=(1,); sinew has more than one value")
refused(spoiled(nn.LayerNorm(4), bias=None), vector, "module '0' (LayerNorm): bias=False; sinew has weight and bias, or neither")
refused(nn.Flatten(0), image, "module '0' (Flatten): start_dim=0; sinew has start_dim=1 or more, within a sample")
refused(nn.Flatten(-4), image, "module '0' (Flatten): start_dim=-4; sinew has start_dim=1 or more, within a sample")
refused(nn.Unflatten(0, (1, 1)), vector, "module '0' (Unflatten): dim=0; sinew has dim=1 or more, within a sample")
refused(nn.Dropout(1.0), vector, "module '0' (Dropout): p=1.0; sinew has less than 1")
refused(nn.Dropout2d(0.5), vector, "module '0' (Dropout2d): gets samples (4,); sinew has it for (channels, height, width)")

# ---- Activations.
refused(nn.LeakyReLU(-0.5), vector, "module '0' (LeakyReLU): negative_slope=-0.5; sinew has slopes that are not negative")
refused(nn.ELU(0.0), vector, "module '0' (ELU): alpha=0.0; sinew has positive numbers")
refused(nn.CELU(-1), vector, "module '0' (CELU): alpha=-1; sinew has positive numbers")
refused(nn.Hardtanh(-1, float('inf')), vector, "module '0' (Hardtanh): max_val=inf; sinew has ratios of integers below 2**63")
refused(nn.Hardshrink(0), vector, "module '0' (Hardshrink): lambd=0; sinew has positive numbers")
refused(nn.RReLU(), vector, "module '0' (RReLU): sinew has no such layer; there are: AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d, "
        "AdaptiveMaxPool2d, AlphaDropout, AvgPool1d, AvgPool2d, BatchNorm1d, BatchNorm2d, CELU, ChannelShuffle, Concat, Conv1d, Conv2d, "
        "ConvTranspose1d, ConvTranspose2d, Dropout, Dropout1d, Dropout2d, ELU, Embedding, Flatten, GELU, GRU, GroupNorm, Hardshrink, Hardsigmoid, Hardswish, "
        "Hardtanh, Identity, InstanceNorm1d, InstanceNorm2d, LSTM, LastStep, LayerNorm, LeakyReLU, Linear, LogSigmoid, LogSoftmax, MaxPool1d, MaxPool2d, "
        "Mish, Outputs, PReLU, Permute, PixelShuffle, PixelUnshuffle, RNN, ReLU, ReLU6, Residual, SELU, Sequential, SiLU, Sigmoid, Softmax, Softplus, "
        "Softshrink, Softsign, Tanh, Tanhshrink, Unflatten, Upsample, UpsamplingBilinear2d, UpsamplingNearest2d")
refused(nn.Softplus(beta=2, threshold=10), vector, "module '0' (Softplus): beta=2; sinew has beta=1",
        "module '0' (Softplus): threshold=10; sinew has threshold=20 or more")
refused(nn.Softmax(dim=0), vector, "module '0' (Softmax): dim=0; sinew has dim=1, the features")
refused(nn.Softmax(dim=1), image, "module '0' (Softmax): dim=1 of a sample (4, 8, 8); sinew has the Softmax of all values of a vector")
refused(nn.Softmax(dim=1), (1,), "module '0' (Softmax): dim=1; sinew has more than one value; that of one is always 1")
refused(nn.LogSoftmax(dim=1), (1,), "module '0' (LogSoftmax): dim=1; sinew has more than one value; that of one is always 0")
refused(Permute(1, 2, 2), image, "module '0' (Permute): axes=(1, 2, 2); sinew has the axes 0 to 2, each once")

# ---- Modules.
refused(nn.Sequential(OrderedDict(body=nn.Sequential(nn.Linear(4, 4), Own()))), vector,
        "module 'body.1' (Own): a class of a program; sinew has nn.Sequential, and Residual, Concat, Permute, Outputs and LastStep of sinew_export")
refused(nn.Sequential(nn.Linear(4, 4), Reversed(nn.ReLU(), nn.Linear(4, 4))), vector,
        "module '1' (Reversed): a class of a program; sinew has nn.Sequential, and Residual, Concat, Permute, Outputs and LastStep of sinew_export")
refused(nn.LazyLinear(3), vector, "module '0' (LazyLinear): has no weights yet; run the model once before")
refused(nn.Sequential(nn.Linear(4, 4), None), vector, "module '1' is None; sinew has nn.Identity()")
refused(nn.utils.weight_norm(nn.Linear(4, 3)), vector, "tensor '0.weight_g' is none of nn.Linear; sinew has none there: "
        "torch.nn.utils.remove_weight_norm, remove_spectral_norm",
        "tensor '0.weight_v' is none of nn.Linear; sinew has none there: torch.nn.utils.remove_weight_norm, remove_spectral_norm")
hooked = nn.ReLU()
hooked.register_forward_hook(lambda module, x, y: 2 * y)
refused(hooked, vector, "module '0' (ReLU): 1 forward hook, which sinew would not run; sinew has modules without")
refused(nn.utils.parametrizations.orthogonal(nn.Linear(4, 3)), vector,
        "module '0' (ParametrizedLinear): parametrized weights; sinew has plain ones: torch.nn.utils.parametrize.remove_parametrizations")
refused(spoiled(nn.ReLU(), forward=torch.sigmoid), vector,
        "module '0' (ReLU): a forward of its own, set on the object; sinew has that of ReLU")
masked = nn.Linear(4, 3)
masked.register_buffer('mask', torch.ones(3))
refused(masked, vector, "tensor '0.mask' is none of nn.Linear; sinew has none there")
scaled = nn.Sequential(nn.ReLU())
scaled.register_parameter('scale', nn.Parameter(torch.ones(1)))
refused(nn.Sequential(scaled), vector, "module '0' (Sequential): a tensor of its own, 'scale'; sinew has none here")

# ---- Residual and Concat.
refused(Residual(nn.Linear(4, 1)), vector, "module '0' (Residual): adds (1,) to (4,); sinew has sums of one shape")
refused(Residual(nn.Sequential(nn.Identity(), nn.ReLU(inplace=True), nn.Linear(4, 4))), vector,
        "module '0' (Residual): inplace=True at the beginning of the block, which changes x before it is added; sinew has inplace=False")
refused(Residual(nn.Linear(4, 4), projection=nn.Sequential(nn.Softplus(beta=2))), vector,
        "module '0.projection.0' (Softplus): beta=2; sinew has beta=1")
refused(Concat(nn.Linear(4, 4), nn.SiLU(inplace=True)), vector,
        "module '0' (Concat): inplace=True at the beginning of a branch, which changes x for the other branches; sinew has inplace=False")
refused(Concat(nn.Conv2d(4, 2, 3), nn.Identity()), image,
        "module '0' (Concat): outputs (2, 6, 6), (4, 8, 8); sinew has outputs that differ in the first extent alone")
refused(Concat(), vector, "module '0' (Concat): no branches; sinew has one or more")

# ---- Recurrent layers.
torch.manual_seed(1)


class Last(nn.Module):
    """What a program may write; `forward` is given."""

    def __init__(self, forward, layer=None, **more):
        super().__init__()
        self.layer = layer or nn.LSTM(4, 3)
        self.out = nn.Linear(3, 2)
        for name, value in more.items():
            setattr(self, name, value)
        self.does = forward

    def forward(self, x):
        return self.does(self, x)


def sole(model, shape, *messages, **options):
    """A model that is no part of a Sequential."""
    cases.append((model, shape, messages, options))


step, window = (4,), (5, 4)
refused(Outputs(nn.LSTM(4, 3, proj_size=2, bias=False)), step, "module '0.layer' (LSTM): proj_size=2; sinew has proj_size=0; put a Linear behind it",
        "module '0.layer' (LSTM): bias=False; sinew has two biases in every LSTM. zero_bias=True (--zero-bias) writes some of zeros, which a "
        "program that trains the net trains as well")
refused(Outputs(nn.GRU(4, 3, bidirectional=True)), step, "module '0.layer' (GRU): bidirectional=True of a net that takes one step, and knows none "
        "of those that follow; sinew has it in windows: input_shape=(steps, 4)")
refused(Outputs(nn.GRU(4, 3, num_layers=2, dropout=1.0)), step, "module '0.layer' (GRU): dropout=1.0; sinew has less than 1")
refused(nn.Sequential(nn.RNN(4, 3), nn.Linear(3, 2)), step,
        "module '0' (RNN): gives outputs and a state, which Linear does not take; sinew_export has Outputs(nn.RNN(…))")
refused(Outputs(nn.LSTM(4, 3)), image, "input_shape=(4, 8, 8); sinew has the shape of a step, (features,), or of a window, (steps, features), for "
        "a model with recurrent layers")
refused(Outputs(nn.LSTM(5, 3)), step, "module '0.layer' (LSTM): PyTorch cannot run it for samples (4,): input.size(-1) must be equal to input_size. "
        "Expected 5, got 4")
refused(nn.Sequential(Outputs(nn.LSTM(4, 3)), Outputs(nn.LSTM(3, 3, batch_first=True))), step,
        "module '0.layer' (LSTM): batch_first=False, but other modules have batch_first=True; sinew has one of them in a net")
refused(nn.Sequential(Outputs(nn.LSTM(4, 3, batch_first=True)), LastStep()), window,
        "module '1' (LastStep): batch_first=False, but other modules have batch_first=True; sinew has one of them in a net")
refused(nn.Sequential(Outputs(nn.LSTM(4, 3)), LastStep(), Outputs(nn.LSTM(3, 3))), window,
        "module '2.layer' (LSTM): gets samples (3,); sinew has it for sequences, (steps, features)")
refused(nn.Sequential(Outputs(nn.LSTM(4, 3)), LastStep(), LastStep()), window,
        "module '2' (LastStep): gets samples (3,); sinew has it for sequences, (steps, features)")
refused(nn.Sequential(Outputs(nn.LSTM(4, 3, batch_first=True)), nn.BatchNorm1d(3)), step,
        "module '1' (BatchNorm1d): gets sequences, of which the net takes one step; sinew has it in windows: input_shape=(steps, 3)")
refused(nn.Sequential(Outputs(nn.LSTM(4, 3)), nn.Flatten()), window,
        "module '1' (Flatten): gets (steps, batch, features); sinew has it with batch_first=True")
refused(nn.Sequential(Outputs(nn.LSTM(4, 3)), nn.Softmax(2), nn.Softmax(1)), window,
        "module '2' (Softmax): dim=1; sinew has dim=-1, the features of each step")
refused(nn.Sequential(Outputs(nn.LSTM(4, 3, batch_first=True)), nn.LayerNorm((5, 3))), window,
        "module '1' (LayerNorm): normalized_shape=(5, 3); sinew has all values of a step, (3,)")
refused(nn.Sequential(Outputs(nn.LSTM(4, 3, batch_first=True)), nn.PReLU(5)), window,
        "module '1' (PReLU): num_parameters=5; sinew has num_parameters=1 in sequences")
refused(nn.Sequential(Outputs(nn.LSTM(4, 3)), Concat(nn.Identity(), nn.Tanh())), window,
        "module '1' (Concat): gets a sequence, of which it would join the steps; sinew has it behind LastStep")
refused(nn.Sequential(Outputs(nn.Linear(4, 3)), nn.LSTM(3, 2)), window, "module '0.layer' (Linear): sinew has nn.LSTM, nn.GRU and nn.RNN in Outputs")
refused(nn.Embedding(9, 3), (1,), "module '0' (Embedding): sinew_export has it as the first module of a model with recurrent layers, and one feature: "
        "input_shape=(1,) or (steps, 1)")
refused(nn.Sequential(nn.Embedding(9, 3, max_norm=1.0), nn.LSTM(3, 2)), (1,), "module '0' (Embedding): max_norm=1.0; sinew has max_norm=None")
order = ("the model (Last): its forward is not that of its modules one after the other (layer, out), of every step or with the last step behind the last "
         "recurrent layer; sinew has nn.Sequential with Outputs and LastStep of sinew_export for other orders")
for seed in (1, 50, 53, 60):   # of the last three no output is below 0, with weights eight times as large either
    torch.manual_seed(seed)
    sole(Last(lambda m, x: m.out(m.layer(x)[0]).relu()), step, order)
sole(Last(lambda m, x: m.out(m.layer(x)[0]).clamp(-1.5, 1.5)), step, order)
sole(Last(lambda m, x: m.out(m.layer(x)[0]) + x[..., :2]), step, order)
sole(Last(lambda m, x: m.out(m.layer(x)[0][0])), window, order)
sole(Last(lambda m, x: m.out(m.layer(x)[1][1][-1])), window, order)
sole(Last(lambda m, x: m.out(m.layer(x)[0].mean(0))), window, order)
sole(Last(lambda m, x: m.out(x)), step, "the model (Last): PyTorch cannot run it for sequences (12, 4): mat1 and mat2 shapes cannot be multiplied (12x4 "
     "and 3x2)")
sole(Last(lambda m, x: m.out(m.layer(x)[0]), start=nn.Parameter(torch.zeros(3))), step,
     "the model (Last): a tensor of its own, 'start'; sinew has none here")

# ---- Tensors.
tied = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4))
tied[2].weight = tied[0].weight
refused(tied, vector, "tensors '0.weight' and '2.weight' are one; sinew has two, which it would train apart: give one of them a copy, "
        "nn.Parameter(tensor.detach().clone())")
refused(nn.Linear(4, 2).half(), vector, "tensor '0.weight' is torch.float16; sinew has float and double: export model.float()")
refused(nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 2).double()), vector,
        "tensor '0.weight' is torch.float32, '1.weight' torch.float64; sinew has one of them in a net: export model.float() or "
        "model.double()")
broken = nn.Linear(4, 2)
broken.weight.data[1, 2] = float('nan')
refused(broken, vector, "tensor '0.weight' has 1 number that is infinite or NaN; sinew has them with allow_non_finite=True "
        "(--allow-non-finite) and, in C++, .allow_non_finite")
refused(nn.Linear(4, 2, device='meta'), vector, "tensor '0.weight' is on the device meta; sinew has dense numbers",
        "tensor '0.bias' is on the device meta; sinew has dense numbers")
refused(nn.Sequential(nn.Linear(4, 0)), vector, "tensor '0.weight' is empty; sinew has one number or more",
        "tensor '0.bias' is empty; sinew has one number or more")

# ---- Arguments.
fine = nn.Sequential(nn.Linear(4, 2))
refused(fine, (4, 0), "input_shape=(4, 0); sinew has one or more positive numbers, without that of the batch")
refused(fine, vector, "name='Dense'; C++ has identifiers that are no other name of the type", name='Dense')
refused(fine, vector, "name='class'; C++ has identifiers that are no other name of the type", name='class')
refused(fine, vector, 'golden_sample has 3 numbers; sinew has 4, the inputs of the model', golden_sample=torch.zeros(3))
swapped = nn.Sequential(OrderedDict([('1', nn.Linear(4, 4)), ('0', nn.Linear(4, 4))]))
refused(swapped, vector, 'numbers=True; the model has modules whose names are other numbers: sinew has none of them then', numbers=True)
refused(None, vector, 'the model is a NoneType; sinew has torch.nn.Sequential')

# ---- An option that a newer version of PyTorch adds: at its default it changes nothing, else it is refused. (The last case: the class is then a known one.)
class Newer(nn.Softsign):
    def __init__(self, sharpness=1.0):
        super().__init__()
        self.sharpness = sharpness


refused(Newer(2.0), vector, "module '0' (Newer): sharpness=2.0; sinew_export.py does not know this option of a newer PyTorch")

wrong = []
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'net.safetensors')
    for model, shape, messages, options in cases:
        if model is not None and any(type(m) is Newer for m in model.modules()):
            for table in (sinew_export._converters, sinew_export._options, sinew_export._ranks):
                table[Newer] = table[nn.Softsign]
        modes = [m.training for m in model.modules()] if model is not None else []
        try:
            export(model, shape, path, to=sys.stderr, **options)
            wrong.append(f'exported: {model}, expected {messages[0]}')
        except ExportError as error:
            if list(error.problems) != list(messages):
                wrong.append('found\n  ' + '\n  '.join(error.problems) + '\nexpected\n  ' + '\n  '.join(messages))
        if model is not None and [m.training for m in model.modules()] != modes:
            wrong.append(f'the mode of {model} has changed')
    if os.listdir(folder):
        wrong.append(f'files are left: {os.listdir(folder)}')
print(f'{len(cases)} models, {len(wrong)} differences')
if wrong:
    sys.exit('\n'.join(wrong))
