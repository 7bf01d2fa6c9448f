"""What Slack lets a button, a menu, an input or an image hold, and where each may stand."""

from collections.abc import Mapping

from playground import limits
from playground.limits import (
    Check,
    Report,
    anything,
    boolean,
    both,
    by_type,
    integer,
    items,
    mrkdwn_or_plain,
    one_of,
    plain,
    record,
    string,
)
from playground.model import Json

DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
TIME = r"([01]\d|2[0-3]):[0-5]\d"
EPOCH_SECONDS = (1_000_000_000, 9_999_999_999)  # Slack wants ten digits

identifier = string(limits.IDENTIFIER)
web_address = string(limits.URL, 1, r"https?://\S+")
address = string(limits.URL, 1, r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
confirm = record(
    {
        "title": plain(limits.CONFIRM_TITLE),
        "text": mrkdwn_or_plain(limits.CONFIRM_TEXT),
        "confirm": plain(limits.CONFIRM_BUTTON),
        "deny": plain(limits.CONFIRM_BUTTON),
    },
    {"style": one_of("primary", "danger")},
)
_value = string(limits.OPTION_VALUE)
_described = {"description": plain(limits.OPTION_TEXT)}
option = record({"text": plain(limits.OPTION_TEXT), "value": _value}, _described)
rich_option = record(
    {"text": mrkdwn_or_plain(limits.OPTION_TEXT), "value": _value},
    {"description": mrkdwn_or_plain(limits.OPTION_TEXT)},
)
overflow_option = record({"text": plain(limits.OPTION_TEXT), "value": _value}, {**_described, "url": address})
option_group = record({"label": plain(limits.OPTION_TEXT), "options": items(option, limits.OPTIONS)})
placeholder = plain(limits.PLACEHOLDER)
slack_file = record({}, {"id": anything, "url": anything})
filter_ = record(
    {}, {"include": anything, "exclude_bot_users": boolean, "exclude_external_shared_channels": boolean}
)
dispatching = record({}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})


def element(
    kind: str, required: Mapping[str, Check] | None = None, optional: Mapping[str, Check] | None = None
) -> Check:
    """An element: its type, perhaps an action_id, and these keys."""
    always = {"type": one_of(kind), **(required or {})}
    return record(always, {"action_id": identifier, **(optional or {})})


_common = {"confirm": confirm, "focus_on_load": boolean}
_menu = {**_common, "placeholder": placeholder}
_many = {"max_selected_items": integer(1)}
_static = {"options": items(option, limits.OPTIONS), "option_groups": items(option_group, limits.OPTIONS)}
_external = {**_menu, "min_query_length": integer(0)}
_url_flag = {"response_url_enabled": boolean}
_conversations = {**_menu, "default_to_current_conversation": boolean, "filter": filter_}
_typed = {"placeholder": placeholder, "dispatch_action_config": dispatching, "focus_on_load": boolean}
_lengths = {"min_length": integer(0, limits.TYPED_TEXT), "max_length": integer(1, limits.TYPED_TEXT)}
_ids = items(string(limits.IDENTIFIER), limits.OPTIONS)
_few = {"options": items(rich_option, limits.FEW_OPTIONS)}


def _choices_agree(value: object, pointer: str, report: Report) -> None:
    """Exactly one of options and option_groups, and whatever is chosen at first is among them."""
    if not isinstance(value, dict):
        return
    if ("options" in value) == ("option_groups" in value):
        report.error("must define exactly one of `options` or `option_groups`", pointer)
    _initial_is_offered(value, pointer, report)


def _initial_is_offered(value: object, pointer: str, report: Report) -> None:
    if not isinstance(value, dict):
        return
    offered = offered_options(value)
    chosen = [("initial_option", value["initial_option"])] if "initial_option" in value else []
    chosen += [("initial_options", one) for one in _list(value.get("initial_options"))]
    for name, one in chosen:
        if one not in offered:
            report.error(f"`{name}` must match one of the options", f"{pointer}/{name}")
    if len({_value_of(one) for one in offered}) < len(offered):
        report.error("option values must be unique", f"{pointer}/options")


def offered_options(value: Json) -> list[object]:
    """Every option of a menu, those in groups included."""
    groups = [group for group in _list(value.get("option_groups")) if isinstance(group, dict)]
    return [*_list(value.get("options")), *(one for group in groups for one in _list(group.get("options")))]


def _lengths_agree(value: object, pointer: str, report: Report) -> None:
    if not isinstance(value, dict):
        return
    typed, low, high = (
        value.get("initial_value"),
        value.get("min_length", 0),
        value.get("max_length", limits.TYPED_TEXT),
    )
    if isinstance(low, int) and isinstance(high, int) and low > high:
        report.error("`min_length` must be less than or equal to `max_length`", f"{pointer}/min_length")
    if isinstance(typed, str) and isinstance(high, int) and len(typed) > high:
        report.error(f"must be less than {high + 1} characters", f"{pointer}/initial_value")


def _has_picture(value: object, pointer: str, report: Report) -> None:
    if isinstance(value, dict) and ("image_url" in value) == ("slack_file" in value):
        report.error("must define exactly one of `image_url` or `slack_file`", pointer)


def _value_of(one: object) -> object:
    return str(one.get("value")) if isinstance(one, dict) else id(one)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


image = both(
    element(
        "image", {"alt_text": string(limits.ALT_TEXT)}, {"image_url": web_address, "slack_file": slack_file}
    ),
    _has_picture,
)
CHOICES: dict[str, Check] = {
    "static_select": both(
        element("static_select", {}, {**_menu, **_static, "initial_option": option}), _choices_agree
    ),
    "external_select": element("external_select", {}, {**_external, "initial_option": option}),
    "users_select": element("users_select", {}, {**_menu, "initial_user": identifier}),
    "conversations_select": element(
        "conversations_select", {}, {**_conversations, **_url_flag, "initial_conversation": identifier}
    ),
    "channels_select": element("channels_select", {}, {**_menu, **_url_flag, "initial_channel": identifier}),
}
MANY_CHOICES: dict[str, Check] = {
    "multi_static_select": both(
        element(
            "multi_static_select",
            {},
            {**_menu, **_static, **_many, "initial_options": items(option, limits.OPTIONS)},
        ),
        _choices_agree,
    ),
    "multi_external_select": element(
        "multi_external_select", {}, {**_external, **_many, "initial_options": items(option, limits.OPTIONS)}
    ),
    "multi_users_select": element("multi_users_select", {}, {**_menu, **_many, "initial_users": _ids}),
    "multi_conversations_select": element(
        "multi_conversations_select", {}, {**_conversations, **_many, "initial_conversations": _ids}
    ),
    "multi_channels_select": element(
        "multi_channels_select", {}, {**_menu, **_many, "initial_channels": _ids}
    ),
}
MARKS: dict[str, Check] = {
    "checkboxes": both(
        element("checkboxes", _few, {**_common, "initial_options": items(rich_option, limits.FEW_OPTIONS)}),
        _initial_is_offered,
    ),
    "radio_buttons": both(
        element("radio_buttons", _few, {**_common, "initial_option": rich_option}), _initial_is_offered
    ),
    "datepicker": element("datepicker", {}, {**_menu, "initial_date": string(10, 10, DATE)}),
    "timepicker": element(
        "timepicker", {}, {**_menu, "initial_time": string(5, 5, TIME), "timezone": identifier}
    ),
}
MOMENT: dict[str, Check] = {
    "datetimepicker": element("datetimepicker", {}, {**_common, "initial_date_time": integer(*EPOCH_SECONDS)})
}
BUTTONS: dict[str, Check] = {
    "button": element(
        "button",
        {"text": plain(limits.BUTTON_TEXT)},
        {
            "url": address,
            "value": string(limits.BUTTON_VALUE),
            "style": one_of("primary", "danger"),
            "confirm": confirm,
            "accessibility_label": string(limits.BUTTON_TEXT),
        },
    ),
    "overflow": element(
        "overflow", {"options": items(overflow_option, limits.OVERFLOW_OPTIONS)}, {"confirm": confirm}
    ),
}
_number = {
    name: string(limits.IDENTIFIER, 1, r"-?\d+(\.\d+)?")
    for name in ("initial_value", "min_value", "max_value")
}
TYPED: dict[str, Check] = {
    "plain_text_input": both(
        element(
            "plain_text_input",
            {},
            {**_typed, **_lengths, "initial_value": string(limits.TYPED_TEXT, 0), "multiline": boolean},
        ),
        _lengths_agree,
    ),
    "email_text_input": element(
        "email_text_input", {}, {**_typed, "initial_value": string(limits.TYPED_TEXT)}
    ),
    "url_text_input": element("url_text_input", {}, {**_typed, "initial_value": string(limits.TYPED_TEXT)}),
    "number_input": element("number_input", {"is_decimal_allowed": boolean}, {**_typed, **_number}),
    "rich_text_input": element("rich_text_input", {}, {**_typed, "initial_value": anything}),
    "file_input": element(
        "file_input",
        {},
        {"filetypes": items(string(limits.IDENTIFIER), 100), "max_files": integer(1, limits.FILES)},
    ),
}

section_accessory = by_type({"image": image, **BUTTONS, **CHOICES, **MANY_CHOICES, **MARKS})
actions_element = by_type({**BUTTONS, **CHOICES, **MARKS, **MOMENT})
input_element = by_type({**CHOICES, **MANY_CHOICES, **MARKS, **MOMENT, **TYPED})
context_element = by_type(
    {
        "image": image,
        "mrkdwn": mrkdwn_or_plain(limits.CONTEXT_TEXT),
        "plain_text": mrkdwn_or_plain(limits.CONTEXT_TEXT),
    }
)
