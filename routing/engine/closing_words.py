"""The vocabulary of `closing`: every word a closing may be made of, in some thirty languages.

Templates stand between commas; `(a|b|)` is one of these or nothing. They are compared as
`words.tokens` cuts them, so an apostrophe parts words: "it's" is `it s`.

A word belongs here only if no complaint, question or request can be built from the lists with it.
That is why there is no yes, no, not, please, still, but, done, sent or sure; why "help" stands only
after "for your"; why Danish has no bare "tak" (a Polish yes); why nobody is thanked in advance; and
why nothing here means nothing: nada, rien, nichts. What is often said with a sneer ("wow", "well
done", "thanks anyway", "great" alone) is missing or needs something kinder beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

# Thanks: enough alone, and a first name may follow.
THANKS = """
(many|) (thanks|thanx|thx|thnx|thnks|thks|tnx|tks), thank, (thank|thanks) (you|u|ya), thankyou, ty,
tysm, tyvm, thank (you|u) (so much|very much|so very much|again|once again), cheers,
thanks (so much|very much|again|once again|a lot|lots|a million|a ton|tons), ta very much,
(again|once again) (thanks|thank you), oh (thanks|thank you),
(god|) bless (you|u|ya|you all|y all), god bless, (it s|its|it is|) (much|greatly|really|very much|
highly|) appreciated, (i|we|) (do|really|truly|greatly|) appreciate (it|that|this|you|ya|u|
the help|all the help|the info|the information|the update|the support|the assistance), (i|we|) (do|
really|truly|greatly|) appreciate the (quick|fast|prompt|) (reply|response),
(un grand|mille|grand|) merci, merci (beaucoup|bien|bcp|infiniment|encore|mille fois),
merci (à|a) (vous|toi|tous|toute l équipe), (je|nous) (vous|te) remercie, vous remercie,
(muchas|muchísimas|muchisimas|mil|) gracias, gracias (de nuevo|a ustedes|a vosotros|a ti|a usted),
(se|os|le|les|te|) (lo|) agradezco, se agradece, (muy|) (agradecido|agradecida),
(mille|tante|molte|) grazie, grazie (mille|tante|infinite|di cuore|ancora|di nuovo),
grazie a (voi|te|lei|tutti), (vi|ti|la) ringrazio, gentilissimi, gentilissimo, gentilissima,
(muito|muitíssimo|mto|mt|) (obrigado|obrigada|obg|brigado|brigada|agradecido|agradecida),
obrigadão, obrigadinho, (eu|) agradeço, valeu, vlw, (hartelijk|heel erg|heel hartelijk|super|erg|
nogmaals|) bedankt, bedankt (hoor|nogmaals), (dank|hartelijk dank) (je|u|),
(dank je|dank u|dankje) (wel|) (hoor|), dankjewel, dankuwel,
(wielkie|ogromne|stokrotne|) (dzięki|dzieki), (dzięki|dzieki) (wielkie|ogromne|serdeczne|bardzo),
(bardzo|serdecznie|ślicznie|pięknie|) (dziękuję|dziekuje|dziękujemy),
(dziękuję|dziekuje) (bardzo|serdecznie|ślicznie|pięknie), (stort|tusen|) tack,
tack (så mycket|snälla), tackar, (mange|tusind) tak, tak for (hjælpen|svaret), (mange|tusen|) takk,
takk (skal du ha|så mye|for hjelpen|for svaret), (paljon|suuret|) kiitos,
kiitos (paljon|avusta|vastauksesta), kiitti, (moc|mockrát|) (děkuji|děkuju|díky|dík|diky|dekuji),
díky moc, (ďakujem|dakujem) (pekne|veľmi pekne|), (hvala|hvala lepa|puno hvala|hvala vam),
(nagyon|) (köszönöm|köszönjük|köszi), (mulțumesc|multumesc|mersi) (mult|frumos|), vă mulțumesc,
(çok|) (teşekkürler|tesekkurler|teşekkür ederim|tesekkur ederim|teşekkür ederiz|sağol|sağ ol|
sağolun|sağ olun), eyvallah, (ευχαριστώ|ευχαριστω) (πολύ|πολυ|), (большое|огромное|) спасибо,
спасибо (большое|огромное|вам|вам большое), благодарю (вас|), спс, (щиро|дуже|) дякую,
дякую (вам|щиро|дуже), благодаря, хвала, (شكرا|شكرًا|شكراً) (لك|لكم|جزيلا|جزيلًا|جزيلاً|),
(الله|) (يعطيك|يعطيكم) العافية, جزاك الله خيرا, תודה (רבה|לך|לכם|), המון תודה,
(बहुत बहुत|बहुत|) धन्यवाद, शुक्रिया, dhanyavaad, shukriya,
(terima kasih|terimakasih|makasih) (banyak|), maraming salamat, salamat, asante,
(cảm ơn|cám ơn|cam on) (bạn|nhiều|ạ|rất nhiều|), ありがとう, ありがとうございます,
ありがとうございました, 有難うございます, 有難うございました, 有り難うございます, ありがと,
サンキュー, 感謝します, 感謝です, 感謝いたします, 助かりました, お世話になりました,
(谢谢|謝謝) (你|您|你们|您们|你們|), 多谢, 多謝, 感谢, 感謝, 非常感谢, 非常感謝, 太感谢了,
万分感谢, 谢了, 谢啦, 謝啦, 唔該, 唔該晒, 감사합니다, 감사해요, 감사드립니다, 고맙습니다, 고마워요,
고마워, ขอบคุณ, ขอบคุณมาก, ขอบคุณครับ, ขอบคุณค่ะ, ขอบคุณมากครับ, ขอบคุณมากค่ะ, ขอบคุณนะครับ,
ขอบคุณนะคะ
"""

# Settled, understood or goodbye: enough alone too. German thanks stand here because no name may
# follow them: every German noun has a capital, those for a poor company too.
SETTLED = """
(oh|ah|) (ok|okay|okey|okie|oki), okie dokie, kk, alrighty, alright, all right, roger, roger that,
copy that, understood, noted, gotcha, (i|) got it, fair enough, (that|) makes sense, (i|) will do,
i will, (i will|i ll|ill|will) (try|do that|do it|try that|try it|try this|check it out|
take a look|have a look|let you know|keep you posted),
(i will|i ll|ill|will) give (it|that|this) a (try|go|shot), (i|) figured it out, worked,
no (worries|problem|problems|prob|probs|biggie), not a problem, np, my pleasure, likewise,
(you re|your|youre|you are) (very|most|) welcome, (you|u) too, same to you, (it|it all|everything|
all|mine) (works|worked) (now|again|fine|great|perfectly|well|fine now|like a charm|a treat|),
that (worked|works now|did it|did the trick|fixed it|solved it|helps|helped), (works|worked) (now|
again|fine|great|perfectly|like a charm|a treat), it (helps|helped), (it s|its|it is|it s all|
its all|everything s|everything is|all is) (working|fixed|sorted|solved|resolved|all good|
back to normal|up and running) (now|again|fine|great|perfectly|fine now|), (it|the problem|
the issue) was (resolved|fixed|solved|sorted), (working|fixed|sorted|solved|resolved) (now|again|
fine|perfectly|fine now|again now), (all|problem|issue|it s been|its been|) (sorted|fixed|solved|
resolved), all (good|set|fine|well) (now|here|),
(we re|we are|i m|im|i am) all (good|set|sorted) (now|), good to go,
no (more|) (issues|problems) (now|here|so far), bye, bye bye, goodbye, good bye, cya,
see (ya|you|you soon), good night, goodnight, take care, best wishes, happy holidays,
merry christmas, happy new year, (have|enjoy) (a|your) (good|great|nice|lovely|wonderful|fantastic|
) (day|evening|night|afternoon|morning|weekend|week|one|holiday) (too|as well|ahead|), danke,
dankeschön, dankeschoen, dankesehr, danke (sehr|schön|schoen|dir|euch|ihnen|nochmal|nochmals),
danke vielmals, (vielen|herzlichen|tausend|besten|lieben|schönen|ganz herzlichen) dank,
ich danke (dir|euch|ihnen), merci vielmal, (es|alles|jetzt|) (funktioniert|klappt|läuft) (jetzt|
wieder|nun|jetzt wieder|einwandfrei|), jetzt (geht s|gehts|geht es),
(es|) geht (wieder|jetzt wieder), hat geklappt, problem (gelöst|behoben), hat sich erledigt,
(alles|) klar, verstanden, alles (gut|bestens|super|in ordnung|geklärt|ok|okay),
kein (problem|ding), keine ursache, passt, gern geschehen, mach ich, mache ich,
werde ich (machen|probieren|versuchen), in ordnung, geht klar, tschüss, tschüß, auf wiedersehen,
bis (bald|dann), gute nacht, gleichfalls, ebenso, ebenfalls, (einen|noch einen|dir auch einen|
euch auch einen|ihnen auch einen|) schönen (tag|abend|feierabend|nachmittag|sonntag) (noch|euch|
dir|ihnen|), (ein|) schönes wochenende (noch|euch|), (viele|liebe|beste|schöne|freundliche) grüße,
mit (freundlichen|besten) grüßen, lg, vg, mfg, d accord, dac, compris, c est (compris|noté|bon|ok),
(c est|tout est) (réglé|résolu|ok|rentré dans l ordre) (maintenant|),
(ça|tout) (marche|fonctionne) (maintenant|à nouveau|), (problème|souci) (résolu|réglé),
(pas de|aucun) (souci|soucis|problème), de rien, avec plaisir, (bonne|passez une bonne|très bonne|
excellente) (journée|soirée|nuit|fin de journée|semaine|continuation) (à vous|à vous aussi|
également|aussi|), bon (week end|weekend|après midi) (à vous|), au revoir,
à (bientôt|plus|vous aussi), vous (aussi|également), cordialement, bien à vous, vale, okis,
entendido, enterado, enterada, de acuerdo, (ya|todo|ya todo) (funciona|funcionó|está solucionado|
está resuelto|solucionado|resuelto) (bien|perfecto|), (problema|) (solucionado|resuelto),
todo (en orden|ok|perfecto), sin problema, no hay problema, no pasa nada, adiós, adios,
hasta (luego|pronto), chao, chau, nos vemos, igualmente, saludos, un (saludo|abrazo), (que|
) (tengan|tenga|tengas|tengáis) (un|una|) (buen|buena|lindo|excelente|feliz) (día|dia|tarde|noche|
fin de semana|semana), feliz (día|tarde|noche|semana), (buen|feliz) fin de semana, abrazos,
va bene, d accordo, capito, ricevuto, tutto (ok|a posto|chiaro|risolto), a posto, risolto, (ora|
adesso|) funziona (tutto|ora|adesso|di nuovo|perfettamente|), problema risolto, prego,
nessun problema, figurati, si figuri, arrivederci, a presto, alla prossima, buonanotte, (buona|
vi auguro una buona|le auguro una buona) (giornata|serata|notte|domenica|settimana) (a voi|
anche a voi|a tutti|a lei|anche a lei|anche a te|),
buon (weekend|fine settimana|lavoro|pomeriggio), altrettanto, anche a (voi|lei|te),
(cordiali|) saluti, (tá|ta|está) (certo|bom) (então|),
tudo (certo|ok|resolvido|funcionando|em ordem), entendi, combinado, beleza, blz, (já|agora) (está|
tá|) (funcionando|resolvido|funciona|funcionou), funcionou, deu certo, (problema|) resolvido,
sem (problema|problemas), imagina, disponha, tchau, até (mais|logo|breve), abraço, abraços,
um abraço, (pra|para) (você|vocês|vc|vcs) também, (um|tenha um|tenham um) (bom|ótimo) (dia|
fim de semana|domingo|descanso), (uma|tenha uma) (boa|ótima) (noite|tarde|semana),
bom (fim de semana|final de semana|descanso|trabalho), boa semana, oke, oké, okee, okidoki,
is goed, helder, duidelijk, begrepen, ga ik (doen|proberen), zal ik doen, doe ik, (het|alles|hij|
nu) (werkt|doet het) (nu|weer|nu weer|weer goed|), werkt (nu|weer|nu weer),
(is|probleem|) (gelukt|opgelost|geregeld) (nu|), geen (probleem|dank), graag gedaan,
tot (ziens|snel), doei, dag hoor, groetjes, (een|nog een|) (fijne|prettige) (dag|avond|middag|week|
dag nog|avond nog) (verder|), (fijn|prettig|goed) weekend, (jij|jullie|u) ook, insgelijks, mvg,
(met|) vriendelijke groet, okej, oki, spoko, jasne, rozumiem, zrozumiałem, zrozumiałam, w porządku,
nie ma (sprawy|problemu), wszystko (ok|jasne|gra|działa|w porządku),
(już|teraz) (ok|działa|wszystko działa|w porządku|dobrze), działa, zadziałało, udało się,
rozwiązane, załatwione, pozdrawiam, pozdrowienia, do widzenia, wzajemnie, nawzajem, (miłego|
dobrego|spokojnego|udanego) (dnia|wieczoru|weekendu|popołudnia), (dobrej|spokojnej) nocy,
ha (det bra|en bra dag|en god dag), det (fungerar|fungerer|virker) nu, nyt toimii, v pořádku,
jasně, tamam, tamamdır, anladım, sorun çözüldü, εντάξει, ενταξει, οκ, ок, окей, хорошо, понятно,
понял, поняла, ясно, (всё|все|теперь|уже|) (работает|заработало),
(всё|все) (понятно|хорошо|в порядке), проблема решена, до свидания, всего доброго, хорошего дня,
зрозуміло, добре, гарного дня, تمام, حسنا, حسنًا, حسناً, اوكي, أوكي, مع السلامة, تم حل المشكلة,
סבבה, אוקיי, אוקי, הבנתי, הכל בסדר, להתראות, (oke|ok|baik|siap) (min|kak|), được rồi, ठीक है,
了解です, 了解しました, 了解, わかりました, 分かりました, 承知しました, 承知いたしました,
かしこまりました, 解決しました, 無事解決しました, 解決です, 直りました, 治りました, 大丈夫です,
問題ないです, 問題ありません, 失礼します, おやすみなさい, 好的, 好, 明白, 明白了, 知道了, 了解了,
收到, 解决了, 已解决, 解決了, 已经解决了, 已經解決了, 可以了, 没问题, 没问题了, 沒問題, 再见, 再見,
拜拜, 不客气, 不客氣, 辛苦了, 알겠습니다, 알겠어요, 해결됐어요, 해결됐습니다, 해결되었습니다,
잘 됩니다, 수고하세요, 수고하셨습니다, 안녕히 계세요, โอเค, โอเคครับ, โอเคค่ะ, เข้าใจแล้ว,
เข้าใจแล้วครับ, เข้าใจแล้วค่ะ, ใช้ได้แล้ว, ใช้ได้แล้วครับ, ใช้ได้แล้วค่ะ, รับทราบ, รับทราบครับ,
รับทราบค่ะ
"""

# Faces and signs that settle when no word is there, or beside praise.
NODS = """
❤, ♥, 💙, 💚, 💛, 🧡, 💜, 🖤, 🤍, 💕, 💖, 💗, 💓, 💞, 💝, 💘, 👍, 🙏, 👌, 🙌, 😊, ☺, 😀, 😃, 😄,
😁, 🤗, 😍, 🥰, 😘, 😇, 🤝, 🫶, 🎉, 🥳, ✌, 💐, 🌹, 🌷, 🌸, 🤩, 😻, 💋, 🤟, 🫡
"""

# Settles with a nod; alone it is a sneer too often.
PRAISE = """
great, perfect, awesome, brilliant, excellent, lovely, fantastic, amazing, wonderful, cool, super,
sweet, nice, fab, superb, (you re|youre|you are) (the best|a star|a legend|a lifesaver|awesome),
(you|u) (guys|all|) (rock|are great|are awesome|are amazing|are the best), perfekt, wunderbar,
prima, parfait, génial, nickel, impeccable, genial, perfecto, estupendo, perfetto, ottimo,
fantastico, ótimo, perfeito, maravilha, geweldig, świetnie, idealnie, rewelacja, отлично, супер,
harika, süper
"""

# May stand beside the others, settles nothing.
BESIDE = """
so, very, so much, very much, a lot, lots, much, really, truly, indeed, all, good, very good, now,
too, as well, for now, either way, nevermind, never mind, i see, and, n, i, ta, x, xx, xxx, xo,
xoxo, hi, hello, hey, hiya, dear, good (morning|evening|afternoon), ah, aha, yay, aw, phew, haha,
hehe, lol, to (you|you all|everyone|all), (you|y) all, yall, you guys, guys, everyone, everybody,
team, folks, fam, mate, mates, man, bro, dude, buddy, pal, friend, friends, sir, madam, ma am,
miss, love, hun, (that s|thats|that is) (great|perfect|awesome|good|brilliant|fantastic|wonderful|
amazing|lovely|good to know|helpful|really helpful|very helpful|all), sounds (good|great|perfect),
much love, (good|great) to (know|hear), very (helpful|kind|nice), so (kind|helpful),
yep it (works|worked), (great|good|quick|fast|excellent) (help|response|info|reply), liebes team,
ihr (lieben|seid toll|seid super|seid die besten), du bist super, top, gut, super,
sehr (gut|nett|lieb|hilfreich|freundlich), gut zu wissen, das (hilft|hilft mir|freut mich|
ist super|ist nett|ist lieb), jetzt, und, auch, euch, dir, ihnen, hallo, moin, ciao, leute,
nochmal, nochmals, très (bien|gentil|aimable|utile),
c est (gentil|très gentil|parfait|super|génial), bonjour, bonsoir,
à (tous|toute l équipe|vous|toi), et, beaucoup, l équipe, madame, monsieur, merveilleux, excelente,
fantástico, muy (bien|amable|amables|útil), de verdad, muchísimo, mucho, buenas,
buenas (noches|tardes), buen día, son (los mejores|geniales|muy amables), eres genial,
sois (geniales|los mejores), hola, buenos días, amigos, amigo, equipo, chicos, y, a todos, grande,
grandi, ottima, eccellente, siete (grandi|fantastici|i migliori|gentilissimi|molto gentili),
molto (gentile|gentili|utile|bene), salve, buongiorno, buonasera, ragazzi, a tutti, e, davvero,
bene, benissimo, muito (bom|bem|gentil|gentis),
vocês são (ótimos|demais|os melhores|top|incríveis), oi, olá, bom dia, boa tarde, boa noite,
pessoal, gente, galera, de verdade, de coração, vocês, beijos, fijn, goed, heel (goed|fijn|erg),
en, allemaal, jongens, mensen, hoi, goedemorgen, goedemiddag, goedenavond, nogmaals,
jullie zijn (top|geweldig|toppers), (goed|fijn) om te weten, bardzo, wszystkim, wam, ci, państwu,
panu, pani, kochani, hej, cześć, dzień dobry, witam, dobrze,
jesteście (super|najlepsi|wielcy|kochani), jeszcze raz, fajnie, miło, ekstra, jättebra, bra,
toppen, perfekt, hienoa, çok iyi, iyi günler, kolay gelsin, очень, замечательно, ребята, вам, и,
здравствуйте, привет, ممتاز, رائع, جدا, מעולה, ya, kak, min, po, banget, mantap, どうも, とても,
本当に, ほんとに, 早速の, ご丁寧に, ご親切に, 迅速な, ご対応, ご返信, お返事, ご連絡, ご回答, 返信,
対応, いただき, 頂き, くださり, 下さり, に, ね, です, すごく, 良かったです, よかったです,
嬉しいです, うれしいです, はい, できました, 出来ました, お疲れ様です, お疲れさまです, 太好了, 很好,
非常, 你们, 您, 您好, 你好, 大家, 了, 啦, 哈哈, 정말, 너무, 네, 빠른 답변, 답변, 도와주셔서, มาก,
มากๆ, ครับ, ค่ะ, นะคะ, นะครับ, ดีมาก, 🙂, 😉, 😅, 👏, 💪, ✨, ⭐, 🌟, 💯, 😎, 😋, 😌, 🤙, 🔥, 🎶,
🎵, 🎧, ☀, 🌈, 🎊, 🎄, 😺, 🐶, 🐱, 🍻, 🥂, ☕, ✔, ✅, 😆, ✈, 😜, 😝, 😛, 🎁, 💫, 🏆, 👊, 👋, 🤓,
🤘, 👐, 🙋, 💃, 🕺
"""

# "for the quick reply and your help": prepositions, what may lie between, what one is thankful for.
FOR = """
for, für, fuer, pour, por, per, pela, pelo, pelas, pelos, voor, za, för, til, за, de, della, del,
dell
"""
LINKING = """
the, your, ur, all, this, that, a, an, such, so, very, super, really, extremely, incredibly, quick,
fast, speedy, prompt, swift, rapid, great, good, kind, awesome, amazing, excellent, helpful,
timely, lovely, wonderful, fantastic, detailed, honest, immediate, friendly, useful, of, and,
customer, die, das, den, eure, euer, ihre, ihren, deine, diese, schnelle, rasche, prompte, tolle,
nette, gute, freundliche, liebe, ausführliche, und, sehr, la, le, les, l, votre, vos, ta, ton,
cette, ces, rapide, prompte, bonne, précieuse, et, très, el, los, las, lo, su, sus, tu, tus,
vuestra, rápida, pronta, buena, excelente, gran, inmediata, toda, todo, muy, y, il, gli, i, vostra,
vostro, tua, tuo, sua, veloce, rapida, tempestiva, celere, ottima, e, tutto, tutta, o, as, os, seu,
ótima, atenciosa, de, het, jullie, je, uw, snelle, goede, fijne, heldere, en, szybką, waszą, twoją,
błyskawiczną, bardzo, вашу, ваш, быстрый, оперативный
"""
OBJECTS = """
help, helping (me|us|out|me out|), reply, replies, replying, response, responses, responding,
answer, answers, answering, info, information, update, updates, advice, tip, tips, assistance,
assisting (me|), support, supporting (me|), link, links, clarification, clarifying, explanation,
explaining, heads up, feedback, everything, all you do, time, effort, efforts, patience,
understanding, listening, reaching out, getting back (to me|to us|), letting (me|us) know,
confirming, confirmation, checking, being (so|) (awesome|helpful|great|kind|amazing|patient),
sorting (it|this|that|it out|this out|that out|me out), fixing (it|this|that), follow up,
clearing (that|it|this) up, following up, solution, suggestion, suggestions, guidance, attention,
kindness, it, that, turnaround, hilfe, unterstützung, antwort, antworten, rückmeldung, infos,
informationen, auskunft, tipp, tipps, mühe, bemühungen, hinweis, erklärung, aufklärung,
bearbeitung, alles, geduld, reaktion, aide, réponse, réponses, retour, retours, conseil, conseils,
réactivité, explication, explications, précision, précisions, gentillesse, lien, soutien, tout,
disponibilité, ayuda, respuesta, respuestas, información, informacion, atención, atencion,
aclaración, aclararlo, explicación, rapidez, amabilidad, paciencia, apoyo, gestión, contestar,
responder, ayudarme, consejo, aiuto, risposta, risposte, informazione, informazioni, chiarimento,
chiarimenti, disponibilità, supporto, assistenza, gentilezza, pazienza, consiglio, dritta,
rapidità, celerità, cortesia, ajuda, resposta, respostas, informação, informações, atenção,
retorno, esclarecimento, apoio, paciência, suporte, dica, dicas, carinho, tudo, gentileza, hulp,
reactie, antwoord, informatie, uitleg, moeite, snelheid, terugkoppeling, ondersteuning, pomoc,
odpowiedź, odpowiedz, informację, informacje, wsparcie, wyjaśnienie, wszystko, cierpliwość, помощь,
ответ, информацию, поддержку, відповідь, допомогу
"""

# Cannot end a closing: the sentence goes on somewhere else.
CONNECTIVES = """
and, n, so, i, und, et, y, e, en, и, に
"""

# Never a first name, whatever the capital letter says.
NO_NAMES = """
not, no, nope, nah, nothing, nobody, none, never, nada, nichts, rien, niente, nowhere, zero, but,
however, though, tho, anyway, anyways, regardless, yet, still, why, when, where, how, what, who,
which, is, are, was, were, will, can, could, would, should, do, does, did, have, has, had, just,
please, pls, plz, help, fix, refund, cancel, answer, reply, explain, stop, god, again, now, here,
there, this, these, those, in, to, with, without, at, on, from, after, because, since, if,
although, idiot, idiots, moron, morons, liar, liars, thief, thieves, clown, clowns, joke, jokers,
scam, scammers, crooks, cheats, losers, fail, failed, failure, useless, rubbish, garbage, trash,
crap, shit, bastards, assholes, awful, terrible, horrible, worst, bad, poor, delay, delays,
delayed, late, later, lost, broken, wrong, error, sorry, wait, waiting, dm, sent, done, yes, hate,
worthless, pathetic, ridiculous, disgrace, disgraceful, shame, shameful, another, more, less,
little, disaster
"""

_GROUP = re.compile(r"\(([^)]*)\)")
_BREAK = re.compile(r"\s*\n\s*")


def phrases(vocabulary: str) -> Iterator[str]:
    for template in _BREAK.sub(" ", vocabulary).split(","):
        yield from _expanded(template)


def _expanded(template: str) -> Iterator[str]:
    # split() on a pattern with one group: even pieces are literal, odd ones are the choices.
    pieces = [
        piece.split("|") if odd % 2 else [piece] for odd, piece in enumerate(_GROUP.split(template))
    ]
    for choice in product(*pieces):
        yield "".join(choice)
