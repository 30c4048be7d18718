"""The directory as a FHIR R4 bundle in the shape of Plan-Net, out and in (DOMAIN 9).

``writing`` makes the bundle, ``reading`` checks one and takes entries out of it, ``hours`` turns hours into
``availableTime`` and back. The codes both sides agree on stand in ``codes``.
"""
