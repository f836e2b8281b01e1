"""How people and machines say that somebody is away, has left, or wants no more mail.

One pattern for each, over a sentence; a few languages. Narrow where a person may have written the
sentence, since an answer that is taken for a machine's is an answer lost.
"""

from __future__ import annotations

import re


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


ANSWERS_ITSELF = _pattern(
    r"^\s*(?:auto(?:matic|mated|matische)?[- ]?(?:response|reply|antwort|generated reply)"
    r"|autoreply|automatische antwort|automatic reply|out[- ]of[- ](?:the[- ])?office|ooo\b"
    r"|abwesenheit\w*|autom\. antwort|réponse automatique|absence du bureau|message d[’']absence"
    r"|respuesta automática|fuera de (?:la )?oficina|risposta automatica|fuori sede"
    r"|fuori ufficio|resposta automática|automatisch antwoord|afwezig\w*|autosvar"
    r"|automatiskt svar|automatisk svar|odpowiedź automatyczna|otomatik yanıt|автоответ"
    r"|автоматический ответ|自动回复|自動回覆|自動回復|自動返信|自動応答|자동 ?회신|자동 ?응답)",
)
"""Beginnings of a subject that a program writes; after ``Re:`` it is a person's again."""

AWAY = _pattern(
    r"\bout[- ]of[- ](?:the |my )?office\b|\booo\b|\baway from (?:my|the) (?:desk|office|e-?mail)",
    r"\bon (?:\w+ )?(?:leave|vacation|holidays?|sabbatical|furlough|pto)\b",
    r"\b(?:i am|i'm|i will be|i'll be|currently) (?:\w+ )?(?:away|travell?ing|unavailable)\b",
    r"\bnot (?:currently )?in the office\b|\boffices? (?:is|are|will be) closed\b",
    r"\b(?:limited|no|without|intermittent) access to (?:my )?e-?mails?\b",
    r"\bwill (?:return|be back|be returning)(?: \w+){0,4} (?:on|office)\b",
    r"\bnicht (?:im büro|im haus|im dienst|erreichbar|am platz|am arbeitsplatz)\b",
    r"\bau(?:ß|ss)er haus\b|\babwesen(?:d|heit)|\bim (?:\w+)?urlaub\b|\belternzeit\b",
    r"\bmutterschutz\b|\bkrankgeschrieben\b|\berkrankt\b|\bauf dienstreise\b",
    r"\babsente?s?\b|\ben (?:\w+ )?congés?\b|\ben vacances\b|\ben déplacement\b",
    r"\bhors du bureau\b|\bne (?:suis|serai) pas (?:au bureau|disponible|joignable)",
    r"\bfuera de (?:la |mi )?oficina\b|\bde vacaciones\b|\bausente\b|\bde baja (?:médica|por)\b",
    r"\bno (?:me encuentro|estoy|estaré) (?:en la oficina|disponible)|\bde permiso\b",
    r"\bfuori (?:ufficio|sede)\b|\bassente\b|\bin (?:ferie|congedo|vacanza|maternità)\b",
    r"\bfora do escritório\b|\bde férias\b|\b(?:em|de) licença\b",
    r"\bafwezig\b|\bniet (?:op kantoor|aanwezig)\b|\b(?:met|op) (?:vakantie|\w*verlof)\b",
    r"\bpoza biurem\b|\bna urlopie\b|\bnieobecn|\binte på kontoret\b|\bpå semester\b",
    r"\bföräldraledig|\bikke på kontoret\b|\bpå ferie\b|\bofis dışında|\bizinli?(?:de|yim)\b",
    r"\bв отпуске\b|\bотсутству|خارج المكتب|في إجازة",
    r"不在(?:办公室|辦公室|公司)|休假|外出|请假|請假|出差|离开办公室|離開辦公室|产假|產假|放假",
    r"不在にして|不在の|不在です|休暇|育休|産休|休業|부재중|휴가|출장",
)
BACK = _pattern(
    r"\b(?:back|returned|returning today|freshly back) from (?:\w+ ){0,3}"
    r"(?:leave|vacation|holidays?|sabbatical|office|travel)",
    r"\b(?:was|were|i've been|have been|had been) (?:\w+ ){0,2}"
    r"(?:out of (?:the )?office|away|on (?:\w+ )?(?:leave|vacation|holidays?)|travell?ing)",
    r"\b(?:if|when|in case|are|while) you(?:'re| are)? (?:are )?(?:out of|away|on leave|back)",
    r"\bwar (?:\w+ ){0,4}(?:nicht im büro|im urlaub|abwesend|außer haus|krank)|\bzurück aus dem\b",
    r"\b(?:étais|ai été) (?:\w+ ){0,2}(?:absente?|en congés?|en vacances|en déplacement)",
    r"\bde retour (?:de|des) (?:congés?|vacances)\b",
    r"\b(?:estuve|estaba|he estado) (?:\w+ ){0,2}(?:de vacaciones|ausente|fuera)|\bde vuelta de\b",
    r"\b(?:ero|sono stat[oa]|sono rientrat[oa])\b",
    r"刚(?:休假|出差)回|剛(?:休假|出差)回|(?:休假|出差)回[来來]",
)
"""What reads like AWAY and is over, or is said of somebody else."""

RESPONDER = _pattern(
    r"\bin my absence\b|\blimited access\b|\b(?:upon|on|after) my return\b|\bwhen i (?:return"
    r"|get back)",
    r"\bas soon as i (?:return|am back)\b|\burgent\b|\bimmediate (?:assistance|attention|help)\b",
    r"\bwill (?:respond|reply|answer|get back to you)\b|\bif you need (?:assistance|help"
    r"|anything)\b",
    r"\bin dringenden\b|\bvertretung\b|\bnicht weitergeleitet\b|\bnach meiner rückkehr\b",
    r"\ben cas d['’]urgence\b|\bà mon retour\b|\ben caso de urgencia\b|\ba mi (?:regreso|vuelta)\b",
    r"\bal mio rientro\b|\bper urgenze\b|\bem caso de urgência\b|\bbij spoed\b|\bdringende\b",
    r"紧急|緊急|急事|至急|긴급",
)
"""What an absence note adds, and a person who is about to leave seldom does."""

_ADDRESS = r"(?:mailbox|inbox|e-?mail|mail|account|address)(?: (?:address|account|inbox))?"
_NOT_LEFT = (
    r"(?!you\b|a (?:message|voice|note|comment)|for (?:the )?(?:day|weekend|holiday|lunch)|early"
    r"|it\b"
    r"|him\b|her\b|them\b|us\b|this\b|that\b|comments\b|the (?:office(?! of)|room|building|meeting"
    r"|door|details|link|document|note|rest|matter|decision|phone|city|country|call|eu\b|union"
    r"|party))"
)
NOBODY_THERE = _pattern(
    rf"\b{_ADDRESS} (?:is|has been|will be|was|are) (?:now )?(?:no longer (?:being )?(?:monitored"
    rf"|in use"
    r"|active|valid|used|checked|read|attended|in service|available)|deactivated|discontinued"
    r"|retired)",
    r"\b(?:postfach|adresse|mailadresse)\b.{0,40}\bnicht mehr (?:gelesen|betreut|aktiv|gültig"
    r"|verwendet|abgerufen|genutzt|in gebrauch)",
    r"\b(?:adresse|boîte|messagerie)\b.{0,40}n['’]est plus (?:utilisée|consultée|active|valide"
    r"|relevée|en service)",
    r"\b(?:dirección|buzón|cuenta|correo)\b.{0,40}\bya no (?:se (?:usa|utiliza|lee)|está"
    r" (?:activ|en uso))",
    r"(?:邮箱|郵箱|信箱|电子邮件|電子郵件|メールアドレス).{0,15}(?:不再使用|已停用|停用|使用しておりません|使われて)",
)
"""Of a mailbox, whoever says it."""

LEFT = _pattern(
    r"(?:\bis|\bare|\bam|['’]s|['’]m) no longer (?:currently )?(?:(?:working|employed|affiliated"
    r"|associated|based|serving)\b|with\b|at\b|here\b|on staff|part of|in (?:this|that) (?:role"
    r"|post"
    r"|position|job)|in the office of|a (?:member of (?:the )?staff|reporter|staff|correspondent))",
    r"\bno longer (?:works?|serves?) (?:at|for|with|here|in|on|as)\b",
    rf"\b(?:has|have|['’]ve) (?:now |recently |since |also )?left {_NOT_LEFT}\w",
    r"\bmy last day (?:at|with|in|was|is|will be)\b",
    r"\b(?:has|have|['’]ve) (?:now |recently |since )?(?:retired|resigned|moved on|departed)\b",
    r"\bnicht mehr (?:bei|beim|für|im unternehmen|im haus|in der redaktion|hier|tätig"
    r"|beschäftigt)\b",
    r"\barbeitet? nicht mehr\b|\b(?:hat|habe) (?:\S+ ){1,6}verlassen\b|\bausgeschieden\b",
    r"\bim ruhestand\b",
    r"\bne (?:travaille|fai[ts]) plus (?:chez|pour|à|au|partie|dans|ici|avec)\b",
    r"\b(?:a|ai) quitté (?:le|la|les|l['’]|mes|ses|notre|son|sa|mon)",
    r"\bn['’]est plus (?:chez|employée?|salariée?|en poste|parmi nous)\b",
    r"\bya no (?:trabaj[ao]|form[ao] parte|colabor[ao]|labor[ao])\b",
    r"\b(?:ha|he) dejado (?:de trabajar|la (?:empresa|redacción|organización)|mi puesto|su puesto)",
    r"\bnon (?:lavor[ao]|fa|faccio) più\b|\b(?:ha|ho) lasciato (?:l['’]azienda|la redazione|il)\b",
    r"\bjá não trabalh[ao]\b|\bnão trabalh[ao] mais\b|\bdeixou a (?:empresa|redação)\b",
    r"\bniet (?:meer|langer) (?:werkzaam|in dienst)\b|\bwerkt? (?:\S+ ){0,3}niet meer\b"
    r"|\buit dienst\b",
    r"\bjuż nie pracuj|\bбольше не работа",
    r"离职|離職|不再(?:任职|任職|就职|就職|工作|担任|擔任)|已(?:离开|離開|调离|調離)(?:本|公司|报|報|单位|單位)",
    r"退職|退社|異動いたしました|異動しました|퇴사|퇴직",
)
"""Said by a machine: of its owner, whatever the grammatical person."""

I_LEFT = _pattern(
    r"\bi(?:['’]m| am)? no longer (?:with|at|work|working|employed|part of|in the office of)\b",
    rf"\bi(?:['’]ve| have) (?:now |recently |since )?left (?:the|my (?:job|position|role"
    rf"|post)) ?{_NOT_LEFT}",
    rf"\bi(?:['’]ve| have) (?:now |recently |since )?(?-i:left (?=[A-Z])){_NOT_LEFT}",
    r"\bmy last day (?:at|with) .{1,60}\b(?:was|is|will be)\b",
    r"\bi(?:['’]ve| have) (?:now |recently |since )?(?:retired|resigned) from\b",
    r"\bno longer (?:works? here|with us|works? (?:for|with) us)\b",
    r"\b(?:he|she|they)(?:['’]s|['’]re| is| are) no longer (?:here|at the|with the)\b",
    r"\bich (?:bin|arbeite) (?:\S+ ){0,3}nicht mehr (?:bei|beim|für|im|in der|hier|tätig)\b",
    r"\bnicht mehr (?:bei uns|hier|im haus) (?:tätig|beschäftigt|angestellt)\b",
    r"\bje ne travaille plus\b|\bj['’]ai quitté (?:le|la|l['’]|mes|mon)",
    r"\bne travaille plus (?:chez nous|ici|avec nous)\b",
    r"\bya no trabajo\b|\bya no trabaja (?:aquí|con nosotros)\b|\bnon lavor[ao] più (?:qui|per"
    r"|con noi)",
    r"我已?(?:经|經)?(?:离职|離職)|我不再(?:任职|任職|工作)",
)
"""Said by a person: of herself, or of a colleague of hers."""

REMOVE_ME = _pattern(
    r"\b(?:remove|delete|take|unsubscribe|drop) (?:me|us|my (?:e-?mail|address|name|contact)"
    r"|this (?:e-?mail|address)|our (?:e-?mail|address|office))\b",
    r"\bstop (?:e-?mailing|sending|contacting|writing|spamming)\b|\bstop (?:these|the"
    r"|your) e-?mails\b",
    r"\b(?:do not|don['’]t|never) (?:e-?mail|contact|write(?: to)?|send) (?:me|us|this)\b",
    r"\b(?:i|we) (?:no longer wish|do(?: no|n['’])t (?:wish|want)) to (?:receive|get"
    r"|be contacted)\b",
    r"\bplease (?:unsubscribe|remove)\b|\bopt me out\b",
    r"\b(?:streichen|entfernen|löschen|nehmen) sie (?:mich|uns|meine|diese)\b",
    r"\bkeine (?:weiteren |mehr )?(?:e-?mails|mails|nachrichten|post)(?: mehr)?\b.{0,30}"
    r"(?:senden|schicken|erhalten|von ihnen|zusenden|bekommen)",
    r"\bbitte (?:abmelden|austragen)\b|\b(?:tragen|melden) sie (?:mich|uns)\b.{0,40}\b(?:aus|ab)\b",
    r"\bdésabonne[rz](?:[- ]moi)?\b|\bdésinscri(?:re|vez)|\bne (?:plus|pas) (?:m['’]envoyer"
    r"|me contacter|recevoir)|\bne m['’](?:envoyez|écrivez) plus\b|\bretire[rz](?:[- ]moi| mon)\b",
    r"\b(?:dar(?:me)?|denme|dadme) de baja\b|\bno (?:quiero|deseo) recibir\b|\bborr(?:ar|en)me\b",
    r"\bno me (?:escriban|envíen|contacten) más\b",
    r"\bcancellatemi\b|\brimuov(?:ere|etemi)\b|\bnon (?:voglio|desidero) (?:più )?ricevere\b",
    r"\b(?:schrijf|meld) mij (?:uit|af)\b|\buitschrijven\b|\bgeen mails meer\b",
    r"退订|退訂|取消订阅|取消訂閱|(?:不要|别|別|请勿|請勿)再?(?:给我|給我|向我)?(?:发|發|寄|联系|聯繫)|配信停止",
)
NOT_REMOVE = _pattern(
    r"\b(?:do not|don['’]t|did(?: no|n['’])t|not|never|why) (?:\w+ ){0,3}(?:remove|unsubscribe"
    r"|delete"
    r"|take) ",
    r"\b(?:remove|unsubscribe|delete|take)\b.{0,40}\b(?:by (?:mistake|accident)|accidentally)\b",
    r"\b(?:by mistake|accidentally) (?:unsubscribed|removed)\b|\bto unsubscribe\b.{0,60}\b(?:click"
    r"|visit)",
    r"\bnever (?:e-?mail|contact|send) (?:me|us) (?:without|before)\b",
    r"\btake (?:me|us) (?:to|through|seriously|as)\b|\bdrop me a\b|\bdrop (?:me|us) (?:a|an"
    r"|your)\b",
    r"\bsend (?:me|us) (?:a|an|the|more|your|something)\b.{0,40}\binstead\b",
)
"""What reads like REMOVE_ME and asks for the contrary, or for something else."""

ONLY_REMOVE = _pattern(
    r"^\W*(?:please |kindly |pls )?(?:unsubscribe|remove|opt[- ]?out|abmelden|abbestellen|austragen"
    r"|désabonner|désinscription|désabonnement|baja|cancellare|disiscrizione|uitschrijven|afmelden"
    r"|stop|take me off|cancelar (?:la )?suscripción|退订|退訂|取消订阅|取消訂閱)"
    r"(?: me| us| please| bitte| svp| s['’]il vous plaît| por favor| thanks?| thank you)*\W*$",
)
"""A whole mail, or its whole subject."""

CHALLENGE = _pattern(
    r"\b(?:confirm|verify|prove) (?:that )?(?:you(?:['’]re| are)? |your )"
    r"(?:[\w' -]{0,60})(?:human|person|deliver|sender|real|address|identity|e-?mail|message)",
    r"\bapproved senders?\b|\bchallenge[- ]response\b|\bboxbe\b|\bspam ?arrest\b",
    r"\bsender (?:verification|authentication|confirmation)\b|\bguest list\b",
    r"\b(?:have|get) your (?:message|e-?mail) delivered\b|\b(?:message|e-?mail) (?:is|has been)"
    r" (?:being )?(?:held|quarantined)\b",
    r"\babsenderbestätigung\b|\bbestätigen sie\b.{0,60}\babsender\b"
    r"|\bconfirmez\b.{0,40}\bexpéditeur\b",
)
UNDELIVERED = _pattern(
    r"\bundeliver(?:able|ed)\b|\bdelivery (?:status notification|has failed|failure|failed"
    r"|incomplete)",
    r"\breturned mail\b|\bmail delivery (?:failed|subsystem)\b|\bcould(?: not"
    r"|n['’]t) be delivered\b",
    r"\bunzustellbar|\bnicht zugestellt\b|\bnon remis\b|\bno se (?:pudo|ha podido) entregar\b|退信",
)
MY_NEW_ADDRESS = _pattern(
    r"\bmy (?:new|current|correct|other|personal) (?:work |e-?mail |contact )*(?:address|e-?mail"
    r"|inbox)",
    r"\bnew e-?mail(?: address)? is\b|\b(?:you can |please |now )?(?:reach|e-?mail|contact|find"
    r"|write to)"
    r" me (?:now |directly |instead )?(?:at|on|via|under|here)\b|\bi can (?:now )?be (?:reached"
    r"|contacted)\b",
    r"\bupdate (?:my|your) (?:contact|e-?mail|address|records?|details)\b|\bi(?:['’]m"
    r"| am) now (?:at|on)\b",
    r"\bneue (?:e-?mail-?)?(?:adresse|mailadresse)\b|\berreichen sie mich\b"
    r"|\bbin ich .{0,40}zu erreichen",
    r"\bma nouvelle adresse\b|\bme (?:joindre|contacter|écrire)\b|\bmi nueva dirección\b"
    r"|\bescríbanme\b"
    r"|\bmi nuevo correo\b|\bil mio nuovo indirizzo\b|\bmijn nieuwe (?:e-?mail)?adres\b",
    r"我的新(?:邮箱|郵箱|信箱|电邮|電郵|地址)|新しいメールアドレス",
)
