# syntax=docker/dockerfile:1
# The server in a container. Two targets:
#   aws       (the last, so the default) for Amazon Transcribe and a deployed pipeline
#   embedded  with the speech engines: everything runs in the container, no AWS account. It gives a token to anybody, so it
#             listens inside the container only, unless HOST=0.0.0.0 is set. compose.yaml sets it and publishes on loopback
# Debian 13, because uWebSockets.js on Node 24 needs its glibc, and the engines are Debian packages.

# Pins the base image by its content: a release passes --build-arg NODE_DIGEST=@sha256:...
ARG NODE_DIGEST=

FROM node:24.21.0-trixie-slim${NODE_DIGEST} AS base
WORKDIR /app

FROM base AS packages
# Copied alone, so that the layer of packages is rebuilt only when these files change.
COPY package.json package-lock.json .npmrc ./
RUN npm ci

# The speech model, 74 MB, checked by the same hashes as in setup. Its layer is rebuilt only when one of these files changes.
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
# If the model cannot be fetched (exit 3), the image has none. A model that is not the pinned one (exit 1) fails the build.
RUN EMBEDDED_ASR_MODEL_FOLDER=/speech-model node --import tsx scripts/speech-model/main.ts \
 || { [ $? -eq 3 ] && mkdir -p /speech-model \
      && echo 'No speech model in this image: PocketSphinx recognises speech in it. A build with --no-cache fetches it again.'; }

FROM packages AS build
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY emulators ./emulators
COPY pipeline ./pipeline
COPY web ./web
# The build of the pages also speaks the sample talk: in a synthetic voice, because the image has no recordings of a person.
COPY scripts/build-web.ts ./scripts/
COPY scripts/web ./scripts/web
COPY testkit/speech/talk.ts testkit/speech/person-talk.ts testkit/speech/flite.ts ./testkit/speech/
# uWebSockets.js brings a binary for every system and Node (250 MB), and a separate package for Node 20. The packages of the
# speech engines (60 MB) are moved to their own folder, because the image for AWS does not need them.
RUN npm run build \
 && npm prune --omit=dev \
 && rm -rf node_modules/uws-node20 \
 && find node_modules/uws-node22 -name 'uws_*.node' \
      ! -name "uws_$(node -p 'process.platform + "_" + process.arch + "_" + process.versions.modules').node" -delete \
 && mkdir -p engines/node_modules/@napi-rs \
 && mv node_modules/sherpa-onnx-* engines/node_modules/ \
 && mv node_modules/@napi-rs/whisper* engines/node_modules/@napi-rs/

FROM base AS server
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY bin ./bin
# The files belong to root and another user runs them, so the process cannot change its own program. That user is `node`,
# given as a number, because Kubernetes can check only a number to be non-root.
USER 1000:1000
# Clients, and the operator's pages (healthz, readyz, metrics).
EXPOSE 8080 9090
# Liveness, not readiness (/readyz): a server that drains or waits for its tables must not be restarted.
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s --start-interval=2s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ADMIN_PORT || 9090}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# It sets the memory options, then the process is Node itself.
CMD ["bin/rostrum"]

FROM server AS embedded
USER root
# The Debian packages of scripts/engines.mjs, without the recordings for tests; test/deploy compares the lists.
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
# The licences of sherpa-onnx (the same text as Rostrum's) and ONNX Runtime, which their packages lack.
COPY LICENSE /usr/share/rostrum/licences/sherpa-onnx.txt
COPY scripts/speech-model/LICENSE-onnxruntime.txt /usr/share/rostrum/licences/onnxruntime.txt
USER 1000:1000
ENV ROSTRUM_MODE=embedded \
    EMBEDDED_ASR_MODEL_FOLDER=/usr/share/rostrum/speech-model

FROM server AS aws
ENV ROSTRUM_MODE=aws \
    HOST=0.0.0.0 \
    ADMIN_HOST=0.0.0.0
