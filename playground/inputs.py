"""The values of inputs: what they start with, what a person put in, what Slack's client checks on submit."""

from typing import Any

from playground.elements import offered_options
from playground.model import Json
from playground.surfaces import elements_in
from playground.workspace import Workspace

# What each element carries in state.values, and what it is called when the app sets it beforehand.
FIELDS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
LISTS = {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}
TEXTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
REQUIRED = "Please complete this required field."


def is_stateful(element: Json) -> bool:
    """Whether the element has a value in state.values; buttons have none."""
    return element.get("type") in FIELDS


def initial_values(blocks: list[Json]) -> Json:
    """state.values before anybody touched anything."""
    values: Json = {}
    for block, element in elements_in(blocks):
        if is_stateful(element):
            values.setdefault(block["block_id"], {})[element["action_id"]] = _initial(element)
    return values


def merged(blocks: list[Json], known: Json, written: Json) -> Json:
    """Every input's value: what was written now, else what was there, else what it started with."""
    values = initial_values(blocks)
    for block, element in elements_in(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        if not is_stateful(element):
            continue
        for source in (known, written):
            given = source.get(block_id, {}).get(action_id)
            if isinstance(given, dict) and FIELDS[element["type"]][0] in given:
                values[block_id][action_id] = chosen(element, given)
    return values


def chosen(element: Json, given: Json) -> Json:
    """The state of one element from what the page sent: options by value, empty texts as null."""
    field, _ = FIELDS[element["type"]]
    value = given.get(field)
    if field == "selected_option":
        value = option_of(element, value)
    elif field == "selected_options":
        value = [found for one in value or [] if (found := option_of(element, one))]
    elif field in LISTS:
        value = list(value or [])
    elif value == "":
        value = None
    state = {"type": element["type"], field: value}
    return state | ({"timezone": element["timezone"]} if "timezone" in element else {})


def option_of(element: Json, wish: Any) -> Json | None:
    """The option as the app wrote it; an external select's options are only known to the app."""
    if wish is None:
        return None
    value = wish.get("value") if isinstance(wish, dict) else wish
    for option in offered_options(element):
        if isinstance(option, dict) and option.get("value") == value:
            return option
    external = str(element["type"]).endswith("external_select")
    return wish if external and isinstance(wish, dict) else None


def with_files(values: Json, workspace: Workspace, base_url: str) -> Json:
    """File inputs name their files whole; the page sends ids or what upload answered."""
    for actions in values.values():
        for state in actions.values():
            if state["type"] == "file_input":
                ids = [f["id"] if isinstance(f, dict) else f for f in state["files"]]
                state["files"] = [workspace.file_json(i, base_url) for i in ids if i in workspace.files]
    return values


def errors_in(blocks: list[Json], values: Json) -> dict[str, str]:
    """What Slack's client says before anything is sent."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block.get("type") == "input":
            element = block["element"]
            problem = _problem(block, element, values[block["block_id"]][element["action_id"]])
            if problem:
                errors[block["block_id"]] = problem
    return errors


def _problem(block: Json, element: Json, state: Json) -> str:
    value = state[FIELDS[element["type"]][0]]
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        return "" if block.get("optional") else REQUIRED
    if element["type"] in TEXTS:
        return _text_problem(element, str(value))
    if element["type"] == "file_input" and len(value) > element.get("max_files", 10):
        return f"Please choose at most {element['max_files']} files."
    most = element.get("max_selected_items")
    return f"Please select no more than {most} items." if most and len(value) > most else ""


def _text_problem(element: Json, value: str) -> str:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < low:
        return f"Please lengthen this text to {low} characters or more."
    if len(value) > high:
        return f"Please shorten this text to {high} characters or less."
    if element["type"] == "email_text_input" and "@" not in value:
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and not value.startswith(("http://", "https://")):
        return "Please enter a valid URL."
    return _number_problem(element, value) if element["type"] == "number_input" else ""


def _number_problem(element: Json, value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter a number no less than {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter a number no more than {element['max_value']}."
    return ""


def _initial(element: Json) -> Json:
    field, initial = FIELDS[element["type"]]
    empty: Any = [] if field in LISTS else None
    state = {"type": element["type"], field: element.get(initial, empty)}
    return state | ({"timezone": element["timezone"]} if "timezone" in element else {})
