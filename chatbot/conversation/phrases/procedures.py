"""What to ask for, papers, fees, terms, status."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

PROCEDURES: dict[str, str] = {
    "about": _("%(title)s: %(summary)s"),
    "need_cu": _("Pentru construire, desființare, dezmembrare sau comasare se cere întâi certificatul de urbanism. Nu trebuie să fiți proprietar; el informează, nu permite începerea lucrărilor."),
    "need_permit": _("Pentru lucrările de construcții se cere autorizație de construire, după certificatul de urbanism și avizele din el (Legea 50/1991 art. 1)."),
    "need_demolition": _("Pentru desființarea unei construcții se cere autorizație de desființare, după certificatul de urbanism (Legea 50/1991 art. 8)."),
    "maybe_no_permit": _("Unele lucrări mici se fac fără autorizație (Legea 50/1991 art. 11), de exemplu %(what)s în anumite condiții; dacă terenul este în zonă protejată sau la monument, regula se schimbă. Întrebați înainte de a începe."),
    "works_without_permit": _("Lucrările fără autorizație sunt enumerate în Legea 50/1991 art. 11: reparații care nu schimbă structura sau aspectul, zugrăveli, unele împrejmuiri și anexe mici. În zone protejate și la monumente regulile sunt mai stricte. Întrebați înainte de a începe."),
    "excavation": _("Pentru a sparge carosabil, trotuar sau spațiu verde (branșamente, cabluri, conducte) se cere aviz de săpătură; refacerea este obligatorie și se garantează. Iarna și pe străzi asfaltate recent pot fi interdicții."),
    "street_certificate": _("Certificatul de nomenclatură stradală arată adresa oficială a imobilului (strada, numărul, denumirile vechi)."),
    "papers": _("Acte pentru „%(title)s”:\n%(list)s"),
    "papers_more": _("… și încă %(n)s; lista întreagă: %(url)s"),
    "papers_full": _("Lista întreagă, cu temeiul fiecărui act: %(url)s"),
    "fee_exact": _("Taxa pentru „%(title)s”, teren de %(area)s m²: %(total)s.\n%(lines)s"),
    "fee_general": _("Taxa pentru „%(title)s”: %(fee)s."),
    "fee_to_confirm": _("Suma se confirmă la depunere (%(decision)s)."),
    "guarantee": _("La săpături se depune și o garanție de bună refacere, care se restituie după perioada de garanție."),
    "ask_area": _("Ce suprafață are terenul, în m²? Puteți trimite și locația sau numărul cadastral, și o iau din cadastru."),
    "term": _("Termen legal pentru „%(title)s”: %(term)s."),
    "term_to_confirm": _("Termenul este de confirmat cu primăria."),
    "extension": _("Prelungirea se cere înainte de expirare. %(title)s: %(summary)s Taxa: %(fee)s. Termen: %(term)s."),
    "upload": _("Actele nu se trimit prin conversație. Le încărcați în cererea dumneavoastră, la „Cererile mele”: %(url)s."),
    "which_procedure": _("Despre ce cerere este vorba?"),
    "ask_dates": _("Când ar începe și când s-ar termina lucrarea? Scrieți, de exemplu: 01.06.2026 – 15.06.2026."),
    "ask_purpose": _("Pentru ce cereți? Descrieți pe scurt, de exemplu: construire casă P+1 și garaj."),
    "ask_request_number": _("Care este numărul de înregistrare al cererii? De exemplu 145/2026, de pe confirmare."),
    "ask_code": _("Ca să vă spun stadiul am nevoie și de codul de pe confirmarea de înregistrare (16 litere și cifre). Fără el nu pot spune nici dacă cererea există."),
    "code_failed": _("Numărul sau codul nu se potrivesc. Le găsiți pe confirmarea de înregistrare. Puteți încerca din nou sau vorbi cu un coleg."),
    "code_locked": _("Prea multe încercări. Din motive de siguranță, așteptați 15 minute sau vorbiți cu un coleg."),
    "status": _("Cererea %(number)s (%(title)s): %(state)s."),
    "status_waits": _("Acum depinde de: %(who)s."),
    "status_you": _("Este rândul dumneavoastră: intrați în cont și răspundeți la solicitare: %(url)s."),
    "status_due": _("Termen legal: %(due)s."),
    "status_none": _("Nu aveți cereri depuse în acest cont."),
    "status_page": _("Stadiul se poate vedea și la %(url)s."),
}
