"""Which emoji names exist: Slack's common ones, whatever Unicode names the same way, and the team's own."""

import re
import unicodedata

# Names of Slack's that are not the Unicode name with underscores.
_NAMES = """
    +1 -1 thumbsup thumbsdown heart heavy_check_mark white_check_mark ballot_box_with_check x card_index
    card_index_dividers eyes tada pray clap wave raised_hands ok_hand point_up point_up_2 point_down
    point_left point_right muscle fire star star2 sparkles boom zap bulb memo pencil pencil2 bookmark
    bookmark_tabs pushpin round_pushpin paperclip link mag mag_right bell no_bell speaker mega loudspeaker
    calendar date spiral_calendar_pad clock1 clock10 hourglass hourglass_flowing_sand watch alarm_clock
    stopwatch warning no_entry no_entry_sign question exclamation grey_question grey_exclamation bangbang
    interrobang 100 1234 one two three four five six seven eight nine keycap_ten zero red_circle
    large_blue_circle large_green_circle large_yellow_circle large_orange_circle white_circle black_circle
    smile smiley grin grinning joy rofl wink blush slightly_smiling_face upside_down_face thinking_face
    neutral_face confused worried disappointed cry sob angry rage sweat_smile sunglasses nerd_face
    hugging_face facepalm shrug man-shrugging woman-shrugging rocket ship checkered_flag
    triangular_flag_on_post white_flag black_flag rainbow-flag dart trophy medal sports_medal
    first_place_medal chart_with_upwards_trend chart_with_downwards_trend bar_chart clipboard file_folder
    open_file_folder books book newspaper label ticket admission_tickets email envelope incoming_envelope
    inbox_tray outbox_tray package mailbox phone telephone_receiver computer desktop_computer iphone
    floppy_disk cd lock unlock key old_key hammer wrench hammer_and_wrench gear nut_and_bolt bricks
    test_tube microscope telescope satellite speech_balloon thought_balloon left_speech_bubble
    busts_in_silhouette bust_in_silhouette family man woman technologist office house briefcase moneybag
    money_with_wings credit_card receipt scales compass world_map arrow_up arrow_down arrow_left arrow_right
    arrow_forward arrows_counterclockwise recycle repeat soon top new up cool free ok sos id
    information_source heavy_plus_sign heavy_minus_sign heavy_exclamation_mark ghost robot_face alien
    sun_with_face sunny cloud umbrella snowflake coffee tea beer cake birthday pizza palm_tree
    evergreen_tree seedling herb bug bee turtle dog cat unicorn_face monkey see_no_evil hear_no_evil
    speak_no_evil saluting_face brain crystal_ball art performing_arts jigsaw game_die ear nose walking
    running_shirt_with_sash nail_care o envelope_with_arrow telephone tv dna leaves partly_sunny rain_cloud
    ocean dizzy moon full_moon earth_africa laughing innocent relieved heart_eyes star-struck kissing_heart
    yum stuck_out_tongue zany_face face_with_raised_eyebrow expressionless no_mouth smirk unamused grimacing
    pensive sleepy sleeping mask open_mouth hushed astonished flushed pleading_face fearful cold_sweat
    scream confounded persevere sweat weary triumph exploding_head partying_face hand v crossed_fingers fist
    facepunch open_hands office_worker detective scientist artist student raising_hand no_good ok_woman bow
    bear frog apple corn beers champagne gift clapper headphones notes soccer basketball chess_pawn car bike
    construction dollar euro gem arrow_upper_right arrow_lower_right arrow_right_hook fast_forward rewind
    hash copyright tm zzz anger sweat_drops dash flashlight thread
"""
COMMON = frozenset(_NAMES.split())
_SHAPE = re.compile(r"[a-z0-9_+'-]{1,100}")
_SKIN = re.compile(r"::skin-tone-[2-6]$")


def exists(name: str, custom: list[str]) -> bool:
    """Whether a reaction of this name can be added."""
    bare = _SKIN.sub("", name)
    if not _SHAPE.fullmatch(bare):
        return False
    return bare in COMMON or bare in custom or _unicode_knows(bare)


def _unicode_knows(name: str) -> bool:
    try:
        unicodedata.lookup(name.replace("_", " ").upper())
    except KeyError:
        return False
    return True
