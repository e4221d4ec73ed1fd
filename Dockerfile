# syntax=docker/dockerfile:1
# A static program in a small image: docker build -t avara-conformance . &&
#   docker run --rm -v "$PWD:/data" -e AVARA_API_KEY avara-conformance --target https://staging.example.net
FROM rust:1.95-alpine AS build
WORKDIR /src
COPY . .
# Rust on Alpine links statically against musl.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --locked --release --bin avara-conformance \
    && cp target/release/avara-conformance /avara-conformance

FROM alpine:3.22
COPY --from=build /avara-conformance /usr/local/bin/avara-conformance
# A folder that is mounted here has to let this user write, or be run with --user "$(id -u)".
RUN adduser -D -u 10001 gate && install -d -o gate -m 777 /data /data/reports
USER 10001
WORKDIR /data
ENTRYPOINT ["avara-conformance"]
