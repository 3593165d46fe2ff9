"""The commonest small words of languages that share a script, as customers type them: case folded,
an apostrophe parts words, except in n't (see `words`)."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SMALL_WORDS: Final[dict[str, frozenset[str]]] = {
    "en": _words("""
        am nothing anything everything someone waiting
        the and you your yours that this these those with for are was were have has had been being
        not but what when where which who why how can will would could should there their they them
        from about just like get got out all any some my our his her she him its it's it is i im i'm
        we be do does did to of at by if or so then than too very much more don't can't won't isn't
        didn't doesn't dont cant wont u ur youre please thanks thank hello hi hey still been now
        again since never always help need want after before because know think today tomorrow
        tonight day good great best love happy new see one make time people really going gonna off
        over up down back working work
        """),
    "de": _words("""
        der die das dem den des ein eine einen einem einer eines und oder aber nicht kein keine ist
        sind war waren wird werden wurde hat habe haben hatte ich du er sie wir ihr euch euer mich
        dich mir dir uns mein meine dein deine mit von vom zum zur bei auf aus für fur nach über
        uber unter auch noch nur schon mal doch wie was wer wo wann warum weil wenn dann als dass
        daß dass im am bitte danke hallo immer wieder heute morgen gestern jetzt mehr sehr so
        es man kann können muss müssen soll will wollen gibt geht macht gut alle alles bin bist seid
        beim einfach vielen leider seit ganz hier da diese dieser dieses sich zu
        """),
    "fr": _words("""
        le la les un une des du de et ou mais donc est sont était suis es été être avoir ai as avez
        avons ont je tu il elle nous vous ils elles on mon ma mes ton ta tes son sa ses notre votre
        nos vos leur ce cette ces cet qui que quoi quand où comment pourquoi parce pas plus ne dans
        sur sous avec sans pour par chez en au aux bonjour merci svp toujours jamais encore très
        tres bien c'est ça ca j l d c n s qu y se si aussi tout tous toute faire fait peut moi toi
        lui même comme rien déjà depuis aujourd hui demain hier quel quelle va vais sera trop
        """),
    "es": _words("""
        el la los las un una unos unas de del y o u pero no es son era fue ser estar está esta están
        estoy he ha han hay yo tú tu él ella nosotros ustedes ellos mi mis su sus me te se lo le les
        nos que qué quien quién cuando cuándo donde dónde como cómo porque por para con sin sobre
        en al muy más mas también ya aún hola gracias favor siempre nunca hoy mañana ayer ahora todo
        todos nada si sí bien tengo tiene tienen puedo puede quiero hacer eso esto ese este día dia
        desde hasta cada solo sólo mejor así vida vamos voy jajaja jaja creo
        """),
    "it": _words("""
        il lo la i gli le un uno una di del della dei delle dal dalla dai al alla ai alle nel nella
        nei nelle sul sulla e ed o ma non è e' sono era erano essere avere ho hai ha abbiamo hanno
        io tu lui lei noi voi loro mio mia miei tuo tua suo sua mi ti si ci vi che chi cosa quando
        dove come perché perche per con senza su da in anche ancora già solo sempre mai oggi domani
        ieri adesso molto più piu tutto tutti niente ciao grazie buongiorno bene fatto fare posso
        può questo questa quello quella sto sta c'è c se nn però poi così invece qualcuno
        dell all nell l d un'altra po quanto oltre ora
        """),
    "pt": _words("""
        o a os as um uma uns umas de do da dos das no na nos nas ao aos à às e ou mas não nao é são
        era foi ser estar está estão estou tá to tô tem têm tenho tinha eu tu você voce vc vcs ele
        ela nós eles elas meu minha meus minhas seu sua me te se lhe que quem quando onde como
        porque pq por para pra pro com sem sobre em num numa muito mais também tambem já ainda só so
        olá ola oi obrigado obrigada sempre nunca hoje amanhã ontem agora tudo todos nada sim bem
        isso isto esse essa este esta dia até desde quero posso pode fazer vai vou aqui gente né
        mim mesmo pelo pela depois coisa kkk kkkk
        """),
    "nl": _words("""
        de het een en of maar niet geen is zijn was waren wordt worden werd heb hebt heeft hebben
        had ik jij je u hij zij ze wij we jullie mij me jou hem ons mijn jouw uw hun dit dat deze
        die met van voor bij op uit naar over onder ook nog al wel hoe wat wie waar wanneer waarom
        omdat als dan te aan in er om door tot zonder bedankt dank hallo graag altijd nooit weer
        vandaag morgen gisteren nu meer heel zo kan kunnen moet moeten wil willen gaat doen goed
        alles niks iets even al steeds sinds toch hier daar
        """),
    "pl": _words("""
        i w z na do nie to jest się sie że ze jak o a ale czy co za po od dla przez mam mi mnie ja
        ty on ona my wy oni są sa był była było być mój moja moje twój już juz jeszcze tylko bardzo
        dziękuję dzięki proszę witam cześć dzień dobry kiedy gdzie dlaczego bo też tez tak ten ta
        te tego tym nic wszystko dzisiaj jutro wczoraj teraz zawsze nigdy znowu mogę może chcę u
        """),
    "tr": _words("""
        ve bir bu da de için ile çok ama ne mi mı mu mü var yok ben sen o biz siz onlar benim senin
        bana sana beni seni daha gibi kadar sonra önce her hiç niye neden nasıl nerede zaman merhaba
        teşekkürler teşekkür ederim lütfen değil şey şimdi bugün yarın dün artık hala hâlâ olarak
        ki ya en diye oldu olan olsun iyi
        """),
    "sv": _words("""
        och att det som en ett är på av för med inte den till har jag du han hon vi ni de mig dig
        sig oss min mitt mina din ditt dina var varför när vad hur om men eller från så kan ska
        skulle vill måste nu idag imorgon igår alltid aldrig också bara mycket mer hej tack snälla
        ingen inget något alla allt här där efter sedan blir finns
        """),
}
