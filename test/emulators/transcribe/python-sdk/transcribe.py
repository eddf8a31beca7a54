"""Transcribes PCM (16 kHz, 16 bits, mono) from standard input with the package amazon-transcribe, and prints what came as JSON.

Usage: transcribe.py ENDPOINT CA_FILE; the keys are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
"""

import asyncio
import json
import os
import sys

from amazon_transcribe.auth import StaticCredentialResolver
from amazon_transcribe.client import TranscribeStreamingClient
from amazon_transcribe.endpoints import StaticEndpointResolver
from awscrt import io

BYTES_PER_CHUNK = 8 * 1024


def make_client(endpoint, ca_file):
    client = TranscribeStreamingClient(
        region="us-east-1",
        endpoint_resolver=StaticEndpointResolver(endpoint),
        credential_resolver=StaticCredentialResolver(
            os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
        ),
    )
    # The package has no option for it. The certificate is checked as any other: only who signed it is said here.
    trust = io.TlsContextOptions()
    trust.override_default_trust_store_from_path(None, ca_file)
    client._session_manager._tls_ctx = io.ClientTlsContext(trust)
    return client


async def transcribe(endpoint, ca_file, pcm):
    stream = await make_client(endpoint, ca_file).start_stream_transcription(
        language_code="en-US",
        media_sample_rate_hz=16000,
        media_encoding="pcm",
        enable_partial_results_stabilization=True,
    )
    heard = {"finals": [], "partials": 0, "sessionId": stream.response.session_id}

    async def send():
        for at in range(0, len(pcm), BYTES_PER_CHUNK):
            await stream.input_stream.send_audio_event(audio_chunk=pcm[at : at + BYTES_PER_CHUNK])
        await stream.input_stream.end_stream()

    async def receive():
        async for event in stream.output_stream:
            for result in event.transcript.results:
                if result.is_partial:
                    heard["partials"] += 1
                else:
                    heard["finals"].append(result.alternatives[0].transcript)

    await asyncio.gather(send(), receive())
    return heard


def main():
    endpoint, ca_file = sys.argv[1:]
    try:
        outcome = asyncio.run(transcribe(endpoint, ca_file, sys.stdin.buffer.read()))
    except Exception as error:
        outcome = {
            "exception": type(error).__name__,
            "code": getattr(error, "error_code", None),
            "status": getattr(error, "status_code", None),
            "message": getattr(error, "message", str(error)),
        }
    print(json.dumps(outcome), flush=True)
    # Threads of the package's event loop may outlive a refused stream.
    os._exit(0)


main()
