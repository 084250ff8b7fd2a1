"""Addresses of the chat: the vendors' deliveries, the page of citizens, the pages of staff."""

from __future__ import annotations

from django.urls import path

from chatbot import webhooks
from chatbot.office import inbox, measures, seeds, words
from chatbot.page import assistant, files, pin

urlpatterns = [
    path("asistent/", assistant.page, name="assistant"),
    path("asistent/colt/", assistant.panel, name="assistant_panel"),
    path("asistent/noi/", assistant.news, name="assistant_news"),
    path("asistent/mesaj/", assistant.message, name="assistant_message"),
    path("asistent/parere/", assistant.rate, name="assistant_rate"),
    path("asistent/harta/", pin.own_map, name="assistant_map"),
    path("chat/harta/<str:token>/", pin.by_link, name="chat_pin"),
    path("chat/parcela/<str:number>.png", files.parcel_picture, name="chat_parcel_picture"),
    path("chat/document/<str:token>/", files.document, name="chat_document"),
    path("chat/livrare/<slug:channel>/<slug:path>/", webhooks.receive, name="chat_webhook"),
    path("birou/chat/", inbox.inbox, name="chat_inbox"),
    path("birou/chat/masuri/", measures.board, name="chat_measures"),
    path("birou/chat/texte/", words.page, name="chat_words"),
    path("birou/chat/setari/", words.settings_page, name="chat_settings"),
    path("birou/chat/fraze/", seeds.page, name="chat_phrases"),
    path("birou/chat/fraze/masoara/", seeds.measure, name="chat_measure"),
    path("birou/chat/fraze/<int:pk>/publica/", seeds.publish, name="chat_publish"),
    path("birou/chat/<uuid:pk>/", inbox.conversation, name="chat_conversation"),
    path("birou/chat/<uuid:pk>/foto/<int:seq>/<int:place>/", inbox.photo, name="chat_photo"),
    path("birou/chat/<uuid:pk>/<slug:act>/", inbox.act, name="chat_act"),
]
