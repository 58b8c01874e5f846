"""onnx.checker and shape inference of all models of a folder: checker.py <folder>"""
import pathlib
import sys

import onnx
import onnx.checker
import onnx.shape_inference

models = sorted(pathlib.Path(sys.argv[1]).glob('*.onnx'))
assert len(models) >= 152, f'{len(models)} models'
for path in models:
    model = onnx.load(str(path))
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    for value in inferred.graph.output:
        dims = value.type.tensor_type.shape.dim
        if value.name != 'output':   # a state, with the batch in one place
            assert all(d.dim_value > 0 or d.dim_param for d in dims), path
            continue
        assert all(d.dim_value > 0 or d.dim_param == 'steps' for d in dims[1:]), path
print(f'{len(models)} models are valid')
