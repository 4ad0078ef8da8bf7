/** Client sites: the client's page behind a link, the card on a request, the registry. */
export { ClientProfilePage } from './ClientProfilePage.tsx';
export { SiteProfileCard } from './SiteProfileCard.tsx';
export { SitePage, SitesPage } from './SitesPage.tsx';
