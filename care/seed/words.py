"""What made-up people say: templates, of which `{ref}` becomes a number of the case's own."""

from __future__ import annotations

from types import MappingProxyType

NAMES = (
    *("Ada", "Ben", "Chloe", "Dmitri", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jonas"),
    *("Kaya", "Lena", "Mateo", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Sami", "Tove"),
    *("Uma", "Viktor", "Wanda", "Ximena", "Yusuf", "Zoe"),
)
FAMILIES = (
    *("Adler", "Brandt", "Costa", "Dube", "Eriksen", "Fischer", "Garcia", "Haddad", "Ito"),
    *("Jansen", "Kaya", "Larsen", "Moreau", "Novak", "Okafor", "Petrov", "Quinn", "Rossi"),
    *("Sato", "Tanaka", "Usman", "Vogel", "Weber", "Yilmaz", "Zhang"),
)

TOPICS = MappingProxyType(
    {
        "internet": ("Internet", 0),
        "telephone": ("Telephone", 1),
        "television": ("Television", 2),
        "invoice": ("Invoice", 3),
        "order": ("Order", 4),
        "moving-house": ("Moving house", 5),
        "cancellation": ("Cancellation", 6),
        "app": ("App", 7),
        "roaming": ("Roaming", 1),
        "engineer": ("Engineer", 2),
        "complaint": ("Complaint", 0),
        "question": ("Question", 3),
    }
)
"""Tags: slug, name and colour."""

THINGS = (
    *("my router", "the television box", "my second line", "the app", "my contract"),
    *("the upload", "my new telephone", "the mail account", "roaming", "the fibre line"),
)
FAULTS = (
    *("has been dead since this morning", "drops every few minutes", "shows error {ref}"),
    *("is slower every evening", "does not start any more", "stopped after the update"),
    *("is not what I ordered", "costs more than you told me", "cannot be reached"),
)
OPENINGS = (
    *("Hello, ", "Hi there, ", "Good evening, ", "Once again: ", "Please help: ", ""),
    *("For three days now ", "Since I moved ", "After your engineer was here "),
)
DETAILS = (
    *("My number is {ref}.", "The order is {ref}.", "The light blinks red.", "What now?"),
    *("I restarted it twice.", "Nobody answers the telephone.", "I work from home!"),
    *("The neighbours have the same.", "When will it work again?", "This is the third time."),
)
MORE = (
    *("It still does not work.", "Yes, I tried that already.", "The number is {ref}."),
    *("It is the white box with four lights.", "Any news?", "Since Monday, as I said."),
    *("I cannot do that from here, I am at work.", "Do you need anything else from me?"),
)
THANKS = ("Thank you!", "Works again, thanks!", "Perfect, thank you very much.", "Thanks a lot!")
NOISE = (
    *("RT if you remember case {ref}", "Giveaway! Follow and retweet to win {ref}"),
    *("Number {ref} of my list of slogans", "They sponsor the match tonight, {ref} people here"),
)
LOOKING = (
    *("We are looking into it and will be back to you.", "Thank you, a colleague is checking it."),
    *("I have passed this on to our technicians.", "Give us a moment, we are on it."),
)
ANSWERS = (
    *("Please unplug it for a minute and try once more.", "A new one is on its way to you."),
    *("We have corrected it; you will see it on the next invoice.", "It works again from here."),
    *("The fault in your area is repaired since this hour.", "You find it under “My contract”."),
    *("We have booked an engineer for you.", "The order {ref} leaves our store tomorrow."),
)
INVITATION = "Please send us your customer number in a private message."
CLOSE = "Solved in private. Thank you for your patience!"
ELSEWHERE = "Please write to our contract department with your number {ref}."
HANDED_OVER = (
    *("Checked the line, no fault to see from here. Reference {ref}.", "Box was replaced before."),
    *("Customer did all steps of the list.", "Upload breaks down every evening at the same time."),
)
FOUND = (
    *("Profile {ref} was wrong, set anew; ask for a restart.", "Port changed, works in the test."),
    *("Known fault of the firmware, the update comes tonight.", "Engineer has to go there."),
)
WHY_BACK = ("Which box is it?", "Not ours: this is the shop's.", "See the known fault.")
