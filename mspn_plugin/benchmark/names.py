"""Names of the benchmark's parts and variants, without heavy imports."""

#: mmpose's MSPN, the reference of all ratios.
MMPOSE = 'mmpose'
#: Variants of this package's network -> options of ``deploy``.
DEPLOY_OPTIONS = {
    'here': None,
    'deployed': dict(),
    'compiled': dict(compile=True),
    'bfloat16': dict(dtype='bfloat16'),
    'compiled bfloat16': dict(dtype='bfloat16', compile=True)
}
ONNX_VARIANTS = ('onnxruntime', 'int8')
VARIANTS = (MMPOSE, *DEPLOY_OPTIONS, *ONNX_VARIANTS)
#: Functions of :mod:`.parts`, in the order in which they run.
PARTS = ('inference', 'training', 'passes', 'memory', 'pipeline', 'workers',
         'targets', 'decoding', 'by_stages', 'by_input_size', 'by_people')
