"""
Tells moto's access control which resource a call to CloudFormation or Systems Manager acts on.

moto asks every service by `_determine_resource`; its IAM, STS and SQS answer, S3 has a way of its own, and the others are taken
to act on `*`, so that an Allow of a stack or a parameter by its ARN never matches. The gate names the resource in a header
that isn't signed. Nothing else of moto is changed. Source: `getmoto/moto@5.2.1:moto/core/responses.py`, `call_action`.
"""

from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import BaseResponse
from moto.ssm.responses import SimpleSystemManagerResponse


def resource_of(response: BaseResponse) -> str:
    return response.headers.get("X-Call-Resource", "*")


for responses in (CloudFormationResponse, SimpleSystemManagerResponse):
    responses._determine_resource = resource_of
