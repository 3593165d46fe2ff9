"""How an adapter says that something did not work."""

from __future__ import annotations


class AdapterError(Exception):
    """Carries the decision, so that nobody has to read the sentence.

    permanent   the same request will never work
    retry_after seconds that the network asked us to wait
    doubt       the request may have been carried out although we have no answer
    dead_token  the account's access is gone; only a person can renew it
    already     the network says that it has this very message: it was posted by an earlier attempt
    fetched     nothing was sent, nor will be: the other side comes and fetches the message
    """

    def __init__(
        self,
        sentence: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        doubt: bool = False,
        dead_token: bool = False,
        already: bool = False,
        fetched: bool = False,
    ) -> None:
        self.sentence = sentence
        self.permanent = permanent
        self.retry_after = retry_after
        self.doubt = doubt
        self.dead_token = dead_token
        self.already = already
        self.fetched = fetched
        super().__init__(sentence)
