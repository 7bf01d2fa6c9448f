"""What buttons, forms, menus, shortcuts and events are called, and who answers each."""

from handlers import (
    ask,
    channel,
    commands,
    decision,
    directory,
    document,
    evidence,
    evidence_form,
    home,
    install,
    lookup,
    message,
    persona,
    privacy,
    pulse,
    reminder,
)
from handlers.call import Answer, Call, Handler, Nothing
from handlers.prefetch import (
    Need,
    members,
    place,
    place_and_permalink,
    place_if_told,
    place_named,
    upload,
    upload_again,
    upload_pressed,
)
from personas.rules import RULES
from personas.views.reminder import ANSWER
from storage.store import Store

ACTIONS: dict[str, Handler] = {
    **{f"{ANSWER}{word}": reminder.answer for rule in RULES.values() for word in rule.answers},
    "again": commands.again,
    "share": commands.share,
    "share_outside": commands.share_outside,
    "decision_judgement": decision.judged,
    "decision_link": decision.link,
    "decision_menu": decision.menu,
    "decision_more": decision.unfolded,
    "decision_post": decision.post_there,
    "decision_put_back": decision.put_back,
    "decision_reverse": decision.reversed_,
    "decision_template": decision.from_template,
    "evidence_about": evidence.about,
    "evidence_backs": evidence.backs,
    "evidence_count": evidence.count,
    "evidence_more": evidence_form.more,
    "evidence_open": evidence.opened,
    "evidence_undo": evidence.undo,
    "evidence_words": evidence.said,
    "filing_hush": channel.hushed,
    "filing_on": channel.switched_on,
    "import_lines": document.shown,
    "import_look": document.dropped_looked_at,
    "import_shape": document.shaped,
    "home_allow": reminder.allow,
    "home_answer": reminder.answered_at_home,
    "home_menu": home.menu,
    "home_mute": home.mute,
    "home_stop": reminder.stop,
    "home_true": home.still_true,
    "home_unmute": home.unmute,
    "persona_menu": commands.again,
    "reminder_less": reminder.less,
    "reminder_more": reminder.more,
    "reminder_mute": reminder.mute_here,
    "reminder_snooze": reminder.snooze,
    "persona_pick_facet": persona.picked_facet,
    "pulse_again": pulse.ask_again,
    "pulse_answer": ask.answered,
    "pulse_change": ask.changing,
    "pulse_close": pulse.closed,
    "pulse_evidence": pulse.evidence_form,
    "pulse_later": ask.later,
    "pulse_names": pulse.paged,
    "pulse_open": ask.opened,
    "pulse_redraft": pulse.redrafted,
    "pulse_share": pulse.share_form,
    "pulse_skip": pulse.skipped,
    "pulse_stop": ask.stopped,
    "pulse_terms": pulse.terms,
    "pulse_unsay": ask.unsaid,
    "pulse_unstop": ask.unstopped,
    "pulse_write": ask.write,
}

SUBMISSIONS: dict[str, Handler] = {
    "import_file": document.looked_at,
    "import_apply": document.applied,
    "decision_link": decision.linked,
    "decision_log": decision.logged,
    "decision_reverse": decision.taken_back,
    "channel_settings": channel.saved,
    "evidence_counts": evidence.counted,
    "evidence_file": evidence_form.filed,
    "persona_new": persona.created,
    "privacy_delete": privacy.deleted,
    "persona_edit": persona.edited,
    "persona_facet": persona.facet_edited,
    "persona_retire": persona.retired,
    "pulse_draft": pulse.drafted,
    "pulse_file": pulse.filed,
    "pulse_send": pulse.sent,
    "pulse_sentence": ask.written,
    "pulse_share": pulse.shared,
}

OPTIONS: dict[str, Handler] = {
    "pick_evidence": decision.offered_evidence,
    "pick_served": decision.offered_served,
    "pick_unserved": decision.offered_unserved,
    "pick_claim": evidence_form.claims_offered,
    "pick_persona": lookup.offered,
}

SHORTCUTS: dict[str, Handler] = {
    "file_evidence": evidence_form.from_message,
    "log_decision": decision.from_message,
}

EVENTS: dict[str, Handler] = {
    "app_home_opened": home.opened,
    "app_mention": commands.mentioned,
    "channel_id_changed": channel.moved,
    "app_uninstalled": install.removed,
    "reaction_added": evidence.reacted,
    "reaction_removed": evidence.reacted,
    "team_access_granted": install.joined,
    "team_access_revoked": install.left,
    "team_join": directory.changed,
    "tokens_revoked": install.removed,
    "user_change": directory.changed,
    "message": message.heard,
}

# Events that only ask: their errors become sentences. Every other event keeps its error, and is delivered again.
QUIET_EVENTS = frozenset({"app_mention", "app_home_opened"})

# What must be asked of Slack before a handler can answer.
NEEDS: dict[str, Need] = {
    "decision_log": place_if_told,
    "decision_post": place_named,
    "filing_on": place,
    "import_file": upload,
    "import_apply": upload_again,
    "import_lines": upload_again,
    "import_look": upload_pressed,
    "import_shape": upload_again,
    "channel_settings": place,
    "evidence_file": place_and_permalink,
    "file_evidence": place,
    "pulse_draft": members,
    "pulse_share": members,
    "share": place_if_told,
}


def ignored(call: Call, store: Store) -> Answer:
    """Something we never offered, or an older version did: acknowledged, nothing more."""
    return Nothing()
