"""Who acts: a certificate and the organisation (MSP) that vouches for it."""

from dataclasses import dataclass

from ._lazy import lazy
from ._messages import SerializedIdentity


@dataclass(frozen=True)
class Identity:
    """A member's X.509 certificate (PEM) and the id of its organisation's MSP."""

    msp_id: str
    certificate_pem: bytes

    @lazy
    def creator(self) -> bytes:
        """The serialised identity that goes into every signature header. Made once: it is the bulk of each header."""
        serialised: bytes = SerializedIdentity(mspid=self.msp_id, id_bytes=self.certificate_pem).SerializeToString()
        return serialised
