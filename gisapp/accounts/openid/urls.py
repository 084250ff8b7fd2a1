"""The addresses that allauth gives this provider; the settings of issuers name the second one as their redirect address."""

from django.urls import path

from gisapp.accounts.openid import views

urlpatterns = [
    path("oidc/<str:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
