"""The 14 joints of LSP; left and right are the person's."""

JOINT_NAMES = ('right_ankle', 'right_knee', 'right_hip', 'left_hip',
               'left_knee', 'left_ankle', 'right_wrist', 'right_elbow',
               'right_shoulder', 'left_shoulder', 'left_elbow', 'left_wrist',
               'neck', 'head_top')
#: The ten limbs of PCP: limb -> its two ends.
LIMBS = dict(
    torso=(('left_hip', 'right_shoulder'), ),
    upper_leg=(('right_hip', 'right_knee'), ('left_hip', 'left_knee')),
    lower_leg=(('right_knee', 'right_ankle'), ('left_knee', 'left_ankle')),
    upper_arm=(('right_shoulder', 'right_elbow'),
               ('left_shoulder', 'left_elbow')),
    forearm=(('right_elbow', 'right_wrist'), ('left_elbow', 'left_wrist')),
    head=(('neck', 'head_top'), ))
SKELETON = [
    link for limb, links in LIMBS.items() if limb != 'torso' for link in links
]
SKELETON += [('right_hip', 'left_hip'), ('neck', 'right_shoulder'),
             ('neck', 'left_shoulder'), ('right_shoulder', 'right_hip'),
             ('left_shoulder', 'left_hip')]
ORANGE, GREEN, BLUE = (255, 128, 0), (0, 255, 0), (51, 153, 255)
#: COCO's sigmas; those of neck and head top are CrowdPose's.
SIGMAS = dict(
    ankle=.089, knee=.087, hip=.107, wrist=.062, elbow=.072, shoulder=.079,
    neck=.079, top=.079)  # yapf: disable


def _colour(name: str) -> tuple:
    return {'left': GREEN, 'right': ORANGE}.get(name.split('_')[0], BLUE)


def _swap(name: str) -> str:
    if name.startswith('left'):
        return name.replace('left', 'right')
    return name.replace('right', 'left') if name.startswith('right') else ''


METAINFO = dict(
    dataset_name='lsp',
    paper_info=dict(
        author='Johnson, Sam and Everingham, Mark',
        title='Clustered Pose and Nonlinear Appearance Models for Human Pose '
        'Estimation',
        container='BMVC',
        year='2010',
        homepage='http://sam.johnson.io/research/lsp.html'),
    keypoint_info={
        i: dict(
            name=name,
            id=i,
            color=_colour(name),
            type='lower' if i < 6 else 'upper',
            swap=_swap(name))
        for i, name in enumerate(JOINT_NAMES)
    },
    skeleton_info={
        i: dict(link=link, id=i, color=_colour(link[1]))
        for i, link in enumerate(SKELETON)
    },
    joint_weights=[1.] * len(JOINT_NAMES),
    sigmas=[SIGMAS[name.split('_')[-1]] for name in JOINT_NAMES])
