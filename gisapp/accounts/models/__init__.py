"""People and the bodies they work for; one file per noun."""
from gisapp.accounts.models.absence import Absence
from gisapp.accounts.models.authority import Authority, OfAuthority
from gisapp.accounts.models.department import Department
from gisapp.accounts.models.institution import Institution
from gisapp.accounts.models.invitation import Invitation
from gisapp.accounts.models.membership import Membership, Role
from gisapp.accounts.models.person_event import PersonEvent
from gisapp.accounts.models.user import User

__all__ = ["Absence", "Authority", "Department", "Institution", "Invitation", "Membership", "OfAuthority", "PersonEvent", "Role", "User"]
