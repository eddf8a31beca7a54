/** The resource of all telemetry: service.name rostrum, and what OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES set. */
import { detectResources, envDetector, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

export function serviceResource(): Resource {
  const own = resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'rostrum' });
  return own.merge(detectResources({ detectors: [envDetector] }));
}
