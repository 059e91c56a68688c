"""How a gRPC channel to a peer is opened: TLS, message limits, keepalive, reconnection."""

import grpc
import grpc.aio

MEBIBYTE = 1024 * 1024


def connect(
    address: str,
    tls_ca_pem: bytes | None,
    server_name: str | None = None,
    *,
    client_key_pem: bytes | None = None,
    client_certificate_pem: bytes | None = None,
    max_message_bytes: int = 100 * MEBIBYTE,
    keepalive_s: float = 120.0,
    use_http_proxy: bool = False,
) -> grpc.aio.Channel:
    """A channel to the peer at `address` (host:port). Nothing is dialled before the first call; the caller closes it.

    `tls_ca_pem` is the peer's TLS root; None opens a channel without TLS (for a server on this machine, in tests).
    `server_name` is the name in the peer's certificate where it is not the host of `address`. `max_message_bytes` is
    a peer's own limit by default. `keepalive_s` stays above 60 s, a peer's `keepalive.minInterval`: a peer hangs up on
    a client that pings more often.
    """
    options: list[tuple[str, str | int]] = [
        ("grpc.max_receive_message_length", max_message_bytes),
        ("grpc.max_send_message_length", max_message_bytes),
        # An error's details travel as metadata, up to three times over; gRPC's 8 KiB would lose a long contract error.
        ("grpc.max_metadata_size", MEBIBYTE),
        ("grpc.absolute_max_metadata_size", MEBIBYTE),
        ("grpc.keepalive_time_ms", int(keepalive_s * 1000)),
        ("grpc.keepalive_timeout_ms", 20_000),
        # A restarted peer is found again within two seconds; gRPC would wait for up to two minutes.
        ("grpc.initial_reconnect_backoff_ms", 200),
        ("grpc.min_reconnect_backoff_ms", 2_000),
        ("grpc.max_reconnect_backoff_ms", 2_000),
        ("grpc.enable_http_proxy", int(use_http_proxy)),
    ]
    if tls_ca_pem is None:
        return grpc.aio.insecure_channel(address, options=options)
    if server_name is not None:
        options.append(("grpc.ssl_target_name_override", server_name))
        options.append(("grpc.default_authority", server_name))
    credentials = grpc.ssl_channel_credentials(tls_ca_pem, client_key_pem, client_certificate_pem)
    return grpc.aio.secure_channel(address, credentials, options=options)
