import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { problemOfStatus } from './error-to-problem.js';
import { problemBody, titleOf } from './problem.js';

export class FieldErrorDto {
  @ApiProperty({ description: 'Path of the field.', example: 'events[3].kind' })
  field!: string;

  @ApiProperty({ example: 'unknown field' })
  message!: string;
}

/** RFC 9457 as this program answers it. */
export class ProblemDto {
  @ApiProperty({ example: 'urn:minwon-alim:problem:http.invalid_input' })
  type!: string;

  @ApiProperty({ example: '잘못된 요청' })
  title!: string;

  @ApiProperty({ example: 400 })
  status!: number;

  @ApiProperty({ description: 'What happened, why, and what to do; Korean.' })
  detail!: string;

  @ApiProperty({ description: 'Stable, for programs.', example: 'HTTP.INVALID_INPUT' })
  code!: string;

  @ApiProperty({ description: 'Faults by field; empty where there are none.', type: [FieldErrorDto] })
  errors!: FieldErrorDto[];

  @ApiProperty({ description: 'The same id stands in the log.', example: '4bf92f3577b34da6a3ce929d0e0e4736' })
  traceId!: string;
}

const EXAMPLE_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

const documented = new Map<number, MethodDecorator & ClassDecorator>();

/** Documents the problems that an operation may answer. */
export function ApiProblems(...statuses: number[]): MethodDecorator & ClassDecorator {
  return applyDecorators(ApiExtraModels(ProblemDto), ...statuses.map(documentedAs));
}

/** One for each status: hundreds of operations name the same few. */
function documentedAs(status: number): MethodDecorator & ClassDecorator {
  let decorator = documented.get(status);
  if (decorator === undefined) {
    decorator = ApiResponse({
      status,
      description: titleOf(status),
      content: {
        'application/problem+json': {
          schema: { $ref: getSchemaPath(ProblemDto) },
          example: problemBody(problemOfStatus(status), EXAMPLE_TRACE),
        },
      },
    });
    documented.set(status, decorator);
  }
  return decorator;
}
