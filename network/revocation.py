"""Publishing the list of revoked certificates: an update of an MSP in the channel's configuration.

Until that is committed, peers accept a certificate whatever its CA says of it.
"""

import base64
import json
import tempfile
from pathlib import Path
from typing import Any

from network import ca_client, tool, users_ca
from network.build import saved
from network.channel import admin_environment, orderer_arguments
from network.layout import Layout
from network.ports import load as load_ports
from network.profile import Profile
from network.topology import load_made


def publish(layout: Layout, profile: Profile) -> None:
    """Fetches the list from the CA and puts it into the channel, signed by that organisation's admin alone."""
    plan, ports = load_made(layout / "made.json"), load_ports(layout / "ports.json")
    fabric = saved(layout / "programs.json").fabric
    organisation = plan.organisation(plan.users_ca.organisation)
    environment = admin_environment(plan, layout, organisation.name, organisation.peers[0], ports)
    to_orderer = orderer_arguments(plan, layout, ports)
    crl = ca_client.generate_crl(profile.ca, users_ca.enrol_registrar(profile.ca, layout))
    with tempfile.TemporaryDirectory(dir=layout.root) as name:
        folder = Path(name)
        fetch = ["fetch", "config", str(folder / "block.pb"), "-c", plan.channel]
        tool.run(fabric / "peer", "channel", *fetch, *to_orderer, environment=environment)
        block = _decode(fabric, folder / "block.pb", "common.Block")
        config: dict[str, Any] = block["data"]["data"][0]["payload"]["data"]["config"]
        _encode(fabric, config, "common.Config", folder / "old.pb")
        msp = config["channel_group"]["groups"]["Application"]["groups"][organisation.msp_id]["values"]["MSP"]
        msp["value"]["config"]["revocation_list"] = [base64.b64encode(crl).decode()]
        _encode(fabric, config, "common.Config", folder / "new.pb")
        difference = ["--original", str(folder / "old.pb"), "--updated", str(folder / "new.pb")]
        output = ["--channel_id", plan.channel, "--output", str(folder / "update.pb")]
        tool.run(fabric / "configtxlator", "compute_update", *difference, *output)
        _envelope(fabric, folder, plan.channel)
        update = ["update", "-c", plan.channel, "-f", str(folder / "envelope.pb")]
        tool.run(fabric / "peer", "channel", *update, *to_orderer, environment=environment)


def _envelope(fabric: Path, folder: Path, channel: str) -> None:
    """Wraps the update as a transaction; `peer channel update` signs it."""
    update = _decode(fabric, folder / "update.pb", "common.ConfigUpdate")
    header = {"channel_header": {"channel_id": channel, "type": 2}}  # 2: CONFIG_UPDATE
    value = {"payload": {"header": header, "data": {"config_update": update}}}
    _encode(fabric, value, "common.Envelope", folder / "envelope.pb")


def _decode(fabric: Path, file: Path, kind: str) -> dict[str, Any]:
    arguments = ["--input", str(file), "--type", kind]
    text = tool.run(fabric / "configtxlator", "proto_decode", *arguments)
    value: dict[str, Any] = json.loads(text[text.index("{") :])
    return value


def _encode(fabric: Path, value: dict[str, Any], kind: str, output: Path) -> None:
    source = output.with_suffix(".json")
    source.write_text(json.dumps(value))
    tool.run(fabric / "configtxlator", "proto_encode", "--input", str(source), "--type", kind, "--output", str(output))
