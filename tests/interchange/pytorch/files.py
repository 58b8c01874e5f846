"""The files of sinew_export.py: what export() writes, what load() and the command refuse, and that neither a failure nor a
hostile file changes anything."""
import contextlib
import io
import json
import os
import pickle
import stat
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections import OrderedDict

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, '../../../examples/pytorch'))

try:
    import torch
except ImportError:
    print('Skipped: PyTorch is not installed (Debian: python3-torch)')
    sys.exit(77)
from torch import nn

import sinew_export
from sinew_export import Concat, ExportError, LastStep, Outputs, Residual, WeightsError, export, load

checks, failures = 0, []


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        failures.append(what)


def refused(what, function, message, error=WeightsError):
    """function() ends in this error, whose text is `message` behind the path."""
    global checks
    checks += 1
    try:
        function()
        failures.append(f'{what}: accepted')
    except error as found:
        if message not in str(found):
            failures.append(f'{what}: found\n  {found}\nexpected\n  {message}')


def silent(*arguments, **options):
    return export(*arguments, to=io.StringIO(), **options)


def small():
    torch.manual_seed(1)
    return nn.Sequential(OrderedDict(fc1=nn.Linear(3, 4), act=nn.ReLU(), norm=nn.BatchNorm1d(4), out=nn.Linear(4, 2)))


def header_of(path):
    with open(path, 'rb') as file:
        length, = struct.unpack('<Q', file.read(8))
        return json.loads(file.read(length)), file.read()


def write(path, header, data, text=None):
    text = json.dumps(header).encode() if text is None else text
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + data)


def same(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[key], b[key]) for key in a)


class Evil:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (self.path, 'w')


def main(folder):
    os.chdir(folder)
    path = 'small-net.v2.safetensors'

    # ---- What is written.
    model = small().train()
    model[0].weight.requires_grad_(False)
    before = {key: value.clone() for key, value in model.state_dict().items()}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exported = export(model, 3, path)
    check(printed.getvalue() == str(exported) + '\n' == f'''// {path}: 8 tensors, 42 numbers, F32; from PyTorch {torch.__version__}
// Note: requires_grad=False of fc1.weight is not kept: sinew trains all parameters.
using SmallNet = Net<Dense<3, 4, ReLU>, BatchNorm<>, Dense<4, 2>>;
// load_safetensors and save_safetensors need its names:
// {{.names = {{"fc1", "norm", "out"}}}}
''', f'printed: {printed.getvalue()}')
    check(same(model.state_dict(), before) and all(m.training for m in model.modules()), 'the model has changed')
    header, data = header_of(path)
    metadata = header.pop('__metadata__')
    check(list(header) == ['fc1.weight', 'fc1.bias', 'norm.weight', 'norm.bias', 'norm.running_mean', 'norm.running_var',
                           'out.weight', 'out.bias'], f'names: {list(header)}')
    check(header['fc1.weight'] == {'dtype': 'F32', 'shape': [4, 3], 'data_offsets': [0, 48]}, f'entry: {header["fc1.weight"]}')
    check(struct.unpack('<12f', data[:48]) == tuple(model[0].weight.detach().reshape(-1).tolist()), 'numbers')
    check(metadata['sinew.net'] == 'Net<Dense<3, 4, ReLU>, BatchNorm<>, Dense<4, 2>>', 'sinew.net')
    x = torch.tensor([[float(n) for n in metadata['sinew.golden_input.0'].split()]])
    y = torch.tensor([[float(n) for n in metadata['sinew.golden_output.0'].split()]])
    check(torch.equal(model.eval()(x), y), 'the golden sample')
    check(os.listdir('.') == [path] and stat.S_IMODE(os.stat(path).st_mode) == 0o644, 'one file, readable by others')

    silent(model, 3, 'none.safetensors', golden_sample=False)
    check('sinew.golden_input.0' not in header_of('none.safetensors')[0]['__metadata__'], 'no golden sample')
    silent(model, 3, 'none.safetensors', golden_sample=torch.tensor([0.1, 0.2, -0.3]))
    check(header_of('none.safetensors')[0]['__metadata__']['sinew.golden_input.0'] == '0.100000001 0.200000003 -0.300000012',
          'a golden sample of the caller')
    large = nn.Sequential(nn.Linear(20000, 1))
    silent(large, 20000, 'large.safetensors')
    check('sinew.golden_input.0' not in header_of('large.safetensors')[0]['__metadata__'], 'no golden sample of large nets')
    silent(large, 20000, 'large.safetensors', golden_sample=True)
    pieces = header_of('large.safetensors')[0]['__metadata__']
    check(all(len(value) < 31000 for value in pieces.values()) and 'sinew.golden_input.1' in pieces, 'pieces of the golden sample')

    # Tensors that do not lie as they are written.
    turned = nn.Sequential(nn.Conv2d(2, 3, 3), nn.Flatten(), nn.Linear(12, 2)).to(memory_format=torch.channels_last)
    turned[2].weight = nn.Parameter(torch.randn(12, 2).t())
    silent(turned, (2, 4, 4), 'turned.safetensors')
    other = nn.Sequential(nn.Conv2d(2, 3, 3), nn.Flatten(), nn.Linear(12, 2))
    load(other, 'turned.safetensors', (2, 4, 4))
    check(same(other.state_dict(), turned.state_dict()), 'tensors of other strides')

    # The same layer without parameters in two places, inplace where it changes nothing else, a derived Sequential.
    relu = nn.ReLU(inplace=True)
    check(silent(nn.Sequential(nn.Linear(3, 3), relu, nn.Linear(3, 3), relu), 3, 'x').type ==
          'Net<Dense<3, 3, ReLU>, Dense<3, 3, ReLU>>', 'one ReLU in two places')
    check(silent(Residual(nn.Sequential(nn.Linear(3, 3), relu)), 3, 'x').type == 'Net<Input<3>, Residual<Dense<3, 3, ReLU>>>', 'Residual')
    check(silent(type('Mine', (nn.Sequential,), {})(nn.Linear(3, 3)), 3, 'x').type == 'Net<Dense<3, 3>>', 'a derived Sequential')
    check(silent(nn.Sequential(), 3, 'x').type == 'Net<Input<3>>', 'no modules')
    check(silent(nn.Sequential(Concat(nn.Sequential(), nn.Sequential(nn.Linear(3, 3)))), 3, 'x').type ==
          'Net<Input<3>, Concat<PassThrough, Sequential<Dense<3, 3>>>>', 'an empty branch')
    infinite = nn.Sequential(nn.Linear(3, 1))
    infinite[0].weight.data[0, 0] = float('inf')
    check(silent(infinite, 3, 'x', allow_non_finite=True).notes ==
          ['The outputs of the golden sample are not finite: the file has none.'], 'weights that are infinite')
    for value, text in ((0.1, 'Ratio<1, 10>'), (1e-5, "Ratio<1, 100'000>"), (1 / 3, 'Ratio<1, 3>'), (0.30000000000000004, None),
                        (2.5, 'Ratio<5, 2>'), (1e-30, None), (float('nan'), None)):
        found = sinew_export._ratio(value)
        numbers = found and [int(n.replace("'", '')) for n in found[6:-1].split(', ')]
        check(found == text if text or value < 1e-20 or value != value else numbers[0] / numbers[1] == value, f'{value}: {found}')
    for name, expected in (('digits.safetensors', 'Digits'), ('my-net v2.x', 'MyNetV2'), ('3d.safetensors', 'Net3d'),
                           ('dense.safetensors', 'DenseNet'), ('é.safetensors', 'Model'), ('a/b_c.safetensors', 'BC')):
        found = sinew_export._type_name(name, None, 'Net<Dense<3, 4>>')
        check(found == expected, f'{name}: {found}')

    # ---- Files are replaced at once and whole.
    os.chmod(path, 0o600)
    os.symlink(path, 'link')
    silent(model, 3, 'link')
    check(os.path.islink('link') and stat.S_IMODE(os.stat(path).st_mode) == 0o600, 'the file behind a link, with its permissions')
    whole = open(path, 'rb').read()
    bytes_of, sinew_export._bytes_of = sinew_export._bytes_of, None   # fails behind the header
    refused('a failure', lambda: silent(model, 3, path), 'not callable', TypeError)
    sinew_export._bytes_of = bytes_of
    check(open(path, 'rb').read() == whole and not [f for f in os.listdir('.') if f.endswith('.tmp')], 'the old file stays')
    os.mkdir('folder')
    refused('a folder', lambda: silent(model, 3, 'folder'), 'it is no regular file', OSError)

    # ---- load().
    model = small()
    model(torch.randn(5, 3))
    silent(model, 3, path)
    silent(model, 3, 'numbered', numbers=True)
    check(list(header_of('numbered')[0])[1:3] == ['0.weight', '0.bias'], 'numbers')
    for file in (path, 'numbered'):
        other = small()
        other[3].weight.data.zero_()
        check(load(other, file, 3) is other, 'load returns the model')
        expected = model.state_dict()
        expected['norm.num_batches_tracked'] = torch.tensor(0)
        check(same(other.state_dict(), expected), f'{file}: loaded')
    torch_file = {key: value for key, value in model.state_dict().items()}
    sinew_export._write('torch', torch_file, {})
    check(load(small(), 'torch')[2].num_batches_tracked == 1, 'num_batches_tracked of a file')
    halves = {key: value.half() for key, value in torch_file.items() if value.is_floating_point()}
    sinew_export._write('half', halves, {})
    check(torch.equal(load(small(), 'half')[0].bias, halves['fc1.bias'].float()), 'F16')

    def unchanged(what, file, message, model=None, shape=None):
        model = model or small()
        before = {key: value.clone() for key, value in model.state_dict().items()}
        refused(what, lambda: load(model, file, shape), message)
        check(same(model.state_dict(), before), f'{what}: the model has changed')

    header, data = header_of(path)
    fewer = {key: value for key, value in torch_file.items() if key != 'out.bias'}
    fewer['fc1.weight'] = torch.zeros(3, 4)
    fewer['fc1.mask'] = torch.zeros(4)
    sinew_export._write('fewer', fewer, {})
    unchanged('differences', 'fewer', "fewer: 3 differences from the model: tensor 'out.bias' is missing; tensor 'fc1.weight': found "
              "(3, 4), expected (4, 3), its transpose; tensor 'fc1.mask' is not in the model")
    odd = {key: value.clone() for key, value in torch_file.items()}
    odd['fc1.weight'][1, 2] = float('nan')
    odd['out.bias'] = torch.ones(2, dtype=torch.int64)
    sinew_export._write('odd', odd, {})
    unchanged('numbers', 'odd', "odd: 2 differences from the model: tensor 'fc1.weight' has numbers that are not finite; tensor "
              "'out.bias': found whole numbers, expected floating-point ones")

    # A checkpoint, whose other tensors may be of any type.
    checkpoint = {'net.' + key: value for key, value in torch_file.items()}
    checkpoint.update(('best.' + key, value + 1) for key, value in torch_file.items())
    sinew_export._write('checkpoint', checkpoint, {'sinew.checkpoint': 'fit'})
    mixed, bytes_of_them = header_of('checkpoint')
    mixed['training.epoch'] = dict(dtype='U64', shape=[], data_offsets=[len(bytes_of_them), len(bytes_of_them) + 8])
    write('checkpoint', mixed, bytes_of_them + bytes(8))
    unchanged('a checkpoint', 'checkpoint', "found a checkpoint, expected weights: prefix='net.' reads its last weights, prefix='best.' the best")
    check(same(load(small(), 'checkpoint', prefix='net.').state_dict(), torch_file), 'the weights of a checkpoint')
    check(torch.equal(load(small(), 'checkpoint', prefix='best.')[0].bias, torch_file['fc1.bias'] + 1), 'its best weights')
    refused('a prefix', lambda: load(small(), 'checkpoint', prefix='last.'), "found no tensor whose name begins with 'last.'")

    wrong = dict(header, __metadata__=dict(header['__metadata__'], **{'sinew.golden_output.0': '1 2'}))
    write('wrong', wrong, data)
    check(load(small(), 'wrong') is not None, 'no golden sample without a shape')
    unchanged('golden sample', 'wrong', 'wrong: output 0 of the golden sample: found', shape=3)
    unchanged('golden sample of others', path, 'found a golden sample with 3 inputs, expected 2', shape=2)
    write('words', dict(header, __metadata__={'sinew.golden_input.0': '1 two 3'}), data)
    unchanged('golden sample of words', 'words', 'the golden sample has no numbers', shape=3)

    without = nn.Sequential(nn.Linear(3, 2, bias=False))
    silent(without, 3, 'without', zero_bias=True)
    check(list(header_of('without')[0])[1:] == ['0.weight', '0.bias'], 'a bias of zeros')
    check(load(without, 'without', 3) is without, 'a bias of zeros comes back')
    sinew_export._write('trained', {'0.weight': torch.zeros(2, 3), '0.bias': torch.ones(2)}, {})
    unchanged('a bias', 'trained', "tensor '0.bias' is not 0, but the model has Linear(bias=False): the net was trained in sinew, where "
              'Dense has a bias', without)

    # ---- Damaged files, never anything but WeightsError.
    whole = open(path, 'rb').read()
    length, = struct.unpack('<Q', whole[:8])
    target = small()
    for end in list(range(0, 8 + length)) + list(range(8 + length, len(whole), 7)):
        write_bytes('cut', whole[:end])
        refused(f'{end} bytes', lambda: load(target, 'cut'), 'cut: ')
    accepted = 0
    for bit in range(8 * (8 + length)):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        write_bytes('flipped', flipped)
        try:
            load(target, 'flipped')
            accepted += 1   # a bit of the metadata
        except WeightsError:
            pass
    check(0 < accepted < 8 * length, f'{accepted} headers with a flipped bit are accepted')
    for what, text, data, message in (
            ('no object', b'[]', b'', 'the header is no JSON object'),
            ('deep', b'[' * 200000, b'', 'the header is no JSON'),
            ('twice', b'{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}', b'0000',
             "the key 'a' twice"),
            ('negative', b'{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', b'0000', 'expected dtype, shape and data_offsets'),
            ('fraction', b'{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}', b'0000', 'expected dtype, shape and data_offsets'),
            ('true', b'{"a":{"dtype":"F32","shape":[true],"data_offsets":[0,4]}}', b'0000', 'expected dtype, shape and data_offsets'),
            ('huge', b'{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}', b'0000', 'expected 73,786,976,294,838,206,464 bytes'),
            ('hole', b'{"a":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}', b'00000000', 'expected them to begin at 0'),
            ('overlap', b'{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}', b'0000',
             'expected them to begin at 4'),
            ('rest', b'{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}', b'00000', 'found 5 bytes of numbers, expected 4'),
            ('dtype', b'{"a":{"dtype":"F8_E4M3","shape":[],"data_offsets":[0,1]}}', b'0', "found dtype 'F8_E4M3'"),
            ('UTF-8', b'{"\xff":1}', b'', 'the header is no JSON'),
            ('metadata', b'{"__metadata__":{"a":1}}', b'', '__metadata__ is no object of strings')):
        write('hostile', None, data, text)
        refused(what, lambda: load(small(), 'hostile'), message)
    refused('no file', lambda: load(small(), 'nothing'), 'nothing', OSError)

    # ---- The command.
    def command(*arguments):
        return subprocess.run([sys.executable, '-B', '-W', 'ignore', sinew_export.__file__, *arguments], capture_output=True, text=True)

    blocks = nn.Sequential(OrderedDict(a=nn.Linear(3, 4), b=Residual(nn.Sequential(nn.Linear(4, 4), nn.ReLU())), c=Concat(nn.Identity(), nn.Tanh())))
    torch.save(blocks, 'blocks.pt')
    run = command('blocks.pt', '--input', '3')
    check(run.returncode == 0 and run.stdout.splitlines()[1:] == [
        'using Blocks = Net<Dense<3, 4>, Residual<Dense<4, 4, ReLU>>, Concat<PassThrough, Activate<Tanh>>>;',
        '// load_safetensors and save_safetensors need its names:', '// {.names = {"a", "b.block.0"}}'], f'command: {run}')
    other = nn.Sequential(OrderedDict(a=nn.Linear(3, 4), b=Residual(nn.Sequential(nn.Linear(4, 4), nn.ReLU())), c=Concat(nn.Identity(), nn.Tanh())))
    check(same(load(other, 'blocks.safetensors').state_dict(), blocks.state_dict()), 'the weights of the command')
    torch.save(nn.Sequential(nn.Linear(3, 3, bias=False)), 'bias.pt')
    run = command('bias.pt', '--input', '3', '-o', 'named.safetensors', '--zero-bias', '--name', 'Foo', '--numbers', '--no-golden-sample')
    check(run.returncode == 0 and 'using Foo = Net<Dense<3, 3>>;' in run.stdout, f'command: {run}')
    recurrent = nn.Sequential(Outputs(nn.LSTM(3, 4, num_layers=2)), LastStep(), nn.Linear(4, 2))
    torch.save(recurrent, 'recurrent.pt')
    for shape, lines in (('3', ['// Note: The net gives its outputs in every step: the model\'s are those of the last step of a sequence.',
                                'using Recurrent = Net<LSTM<3, 4>, LSTM<4, 4>, Dense<4, 2>>;']),
                         ('5,3', ['using Recurrent = Net<Unroll<5, LSTM<3, 4>, LSTM<4, 4>>, LastStep, Dense<4, 2>>;'])):
        run = command('recurrent.pt', '--input', shape)
        check(run.returncode == 0 and run.stdout.splitlines()[1:] == lines + [
            '// load_safetensors and save_safetensors need its names:', '// {.names = {"0.layer", "0.layer", "2"}}'], f'command: {run}')
        again = nn.Sequential(Outputs(nn.LSTM(3, 4, num_layers=2)), LastStep(), nn.Linear(4, 2))
        check(same(load(again, 'recurrent.safetensors', tuple(int(n) for n in shape.split(','))).state_dict(), recurrent.state_dict()),
              'the weights of the command')
        run = command('recurrent.pt', '--input', shape, '--numbers')
        inner = '' if shape == '3' else '0.'
        check(list(header_of('recurrent.safetensors')[0])[1:] == [
            f'{inner}{k}.{kind}_l0' for k in (0, 1) for kind in ('weight_ih', 'weight_hh', 'bias_ih', 'bias_hh')] +
            [f'{2}.{kind}' for kind in ('weight', 'bias')], f'numbers: {list(header_of("recurrent.safetensors")[0])}')
        again = nn.Sequential(Outputs(nn.LSTM(3, 4, num_layers=2)), LastStep(), nn.Linear(4, 2))
        check(same(load(again, 'recurrent.safetensors').state_dict(), recurrent.state_dict()), 'numbers come back')
    other = nn.Sequential(Outputs(nn.LSTM(3, 4)))
    other[0].layer._flat_weights = [w.detach().clone() for w in other[0].layer._flat_weights]
    refused('other weights', lambda: silent(other, 3, 'none'), 'the weights that it computes with are not its parameters', ExportError)
    run = command('bias.pt', '--input', '3,x')
    check(run.returncode == 2 and "'3,x' is no list of numbers such as 1,28,28" in run.stderr, f'command: {run}')
    for file, message in (('bias.pt', 'bias=False; sinew has a bias in every Dense'), ('nothing.pt', "No such file or directory: 'nothing.pt'")):
        run = command(file, '--input', '3', '-o', 'refused.safetensors')
        check(run.returncode == 1 and run.stdout == '' and run.stderr.startswith('sinew_export.py: ') and message in run.stderr and
              'Traceback' not in run.stderr and not os.path.exists('refused.safetensors'), f'command {file}: {run}')

    # Files that would run code, and other files: refused before any of their names is looked up.
    torch.save(Evil('evil was here'), 'evil.pt')
    torch.save(Evil('evil was here'), 'old_evil.pt', _use_new_zipfile_serialization=False)
    evil = nn.Sequential(nn.Linear(3, 3))
    evil[0].in_features = Evil('evil was here')
    torch.save(evil, 'hidden.pt')
    torch.save(nn.Sequential(nn.LSTMCell(3, 3)), 'cell.pt')
    torch.save(nn.Sequential(nn.Linear(3, 3)).state_dict(), 'state.pt')
    torch.save([1, 2], 'list.pt')
    torch.jit.script(nn.Sequential(nn.Linear(3, 3))).save('script.pt')
    with zipfile.ZipFile('blocks.pt') as good, zipfile.ZipFile('short.pt', 'w') as short, \
            zipfile.ZipFile('packed.pt', 'w', zipfile.ZIP_DEFLATED) as packed:
        for name in good.namelist():
            content = good.read(name)
            packed.writestr(name, content)
            short.writestr(name, content[:4] if '/data/' in name else content)
    for order in ('little', 'big'):   # newer versions say it
        with zipfile.ZipFile('blocks.pt') as good, zipfile.ZipFile(order + '.pt', 'w') as archive:
            for name in good.namelist():
                archive.writestr(name, good.read(name))
            archive.writestr('blocks/byteorder', order)
    check(same(sinew_export._load_model('little.pt').state_dict(), blocks.state_dict()), 'little.pt')
    open('junk.pt', 'w').write('junk')
    loop = nn.Sequential(nn.ReLU())
    loop._modules['0'] = loop
    torch.save(loop, 'loop.pt')
    for file, message in (
            ('evil.pt', 'evil.pt: it has the name io.open, which is neither a tensor nor a module that can be exported; to look it up may '
                        'run code. If the file is your own, call sinew_export.export() in the program that has the class'),
            ('hidden.pt', 'hidden.pt: it has the name io.open'), ('old_evil.pt', 'is no file of torch.save in its format since PyTorch 1.6'),
            ('cell.pt', 'cell.pt: it has a LSTMCell; sinew has no such layer; there are: Adaptive'),
            ('state.pt', 'state.pt is a state_dict, which says nothing of the layers'), ('list.pt', 'its modules are no tree of modules'),
            ('script.pt', 'script.pt is a TorchScript file'), ('short.pt', 'it has 4 bytes for '), ('packed.pt', 'it is another kind of archive'), ('big.pt', 'its numbers are big-endian'),
            ('junk.pt', 'is no file of torch.save'), ('loop.pt', 'its modules are no tree of modules')):
        refused(file, lambda: sinew_export._load_model(file), message, ExportError)
    check(not os.path.exists('evil was here'), 'a file has run its code')
    whole = open('blocks.pt', 'rb').read()
    for k in range(0, len(whole), 3):   # a damaged file is an ExportError or, where a number has changed, a model
        damaged = bytearray(whole)
        damaged[k] ^= 1 << k % 8
        write_bytes('damaged.pt', damaged)
        try:
            sinew_export._load_model('damaged.pt')
        except ExportError:
            pass


def write_bytes(path, content):
    with open(path, 'wb') as file:
        file.write(content)


with tempfile.TemporaryDirectory() as folder:
    main(folder)
    os.chdir(here)
print(f'{checks} checks, {len(failures)} failures')
if failures:
    sys.exit('\n'.join(failures[:20]))
